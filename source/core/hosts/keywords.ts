/** Older names of options, and what `ssh -G` calls them. */
const aliases: Readonly<Record<string, string>> = {
	challengeresponseauthentication: 'kbdinteractiveauthentication',
	skeyauthentication: 'kbdinteractiveauthentication',
	tisauthentication: 'kbdinteractiveauthentication',
	dsaauthentication: 'pubkeyauthentication',
	hostbasedkeytypes: 'hostbasedacceptedalgorithms',
	identityfile2: 'identityfile',
	keepalive: 'tcpkeepalive',
	pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
	smartcarddevice: 'pkcs11provider',
};

const obsolete = new Set(
	`protocol cipher fallbacktorsh globalknownhostsfile2 rhostsauthentication userknownhostsfile2 useroaming usersh
	useprivilegedport afstokenpassing kerberosauthentication kerberostgtpassing rsaauthentication
	rhostsrsaauthentication compressionlevel`.split(/\s+/),
);

const known = new Set(
	`host match include tag addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains
	canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms
	certificatefile channeltimeout checkhostip ciphers clearallforwardings compression connectionattempts connecttimeout
	controlmaster controlpath controlpersist dynamicforward enableescapecommandline enablesshkeysign escapechar
	exitonforwardfailure fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout
	forwardx11trusted gatewayports globalknownhostsfile gssapiauthentication gssapiclientidentity
	gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity
	gssapitrustdns hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication hostkeyalgorithms hostkeyalias
	hostname identitiesonly identityagent identityfile ignoreunknown ipqos kbdinteractiveauthentication
	kbdinteractivedevices kexalgorithms knownhostscommand localcommand localforward loglevel logverbose macs
	nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming passwordauthentication
	permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications proxycommand proxyjump
	proxyusefdpass pubkeyacceptedalgorithms pubkeyauthentication refuseconnection rekeylimit remotecommand remoteforward
	requesttty requiredrsasize revokedhostkeys securitykeyprovider sendenv serveralivecountmax serveraliveinterval
	sessiontype setenv stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility
	tcpkeepalive tunnel tunneldevice updatehostkeys user userknownhostsfile verifyhostkeydns versionaddendum
	visualhostkey warnweakcrypto xauthlocation`
		.split(/\s+/)
		.concat(Object.keys(aliases), [...obsolete]),
);

/** Whether some version of OpenSSH knows the keyword (in lower case), be it only to ignore it: ssh_config(5). */
export function isKnownKeyword(keyword: string): boolean {
	return known.has(keyword);
}

/** Whether ssh takes a keyword (in lower case) only to ignore it. */
export function isObsolete(keyword: string): boolean {
	return obsolete.has(keyword);
}

/** The name under which an option counts: that of `ssh -G`, in lower case. */
export function optionName(keyword: string): string {
	return (Object.hasOwn(aliases, keyword) ? aliases[keyword] : undefined) ?? keyword;
}
