/** Headers to send. An undefined value removes the header. */
export type HeaderRecord = Readonly<Record<string, string | undefined>>
