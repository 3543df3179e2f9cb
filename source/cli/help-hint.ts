/** The next step where words on the command line make no sense. */
export const helpHint = 'sallyport --help lists what there is.';
