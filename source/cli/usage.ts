/** The text of `--help`. */
export const usage = `Usage: sallyport [options] [filter]
       sallyport [options] hosts [--json]
       sallyport [options] show HOST [--json]
       sallyport [options] doctor [HOST] [--json]
       sallyport [options] connect HOST [-- command]

Without a command: the dashboard, with the hosts that fit the filter.
  hosts     the hosts of the config
  show      the effective options of a host, each with the file and line that set it
  doctor    one connection to a host told stage by stage; without a host: this machine
  connect   what Enter does: ssh on this terminal; its exit status is passed on

Options:
  -F, --ssh-config FILE   read this ssh config instead of your own, as ssh -F does
      --demo              try everything on hosts embedded in the program
      --json              print for machines (hosts, show, doctor)
  -V, --version
  -h, --help
`;
