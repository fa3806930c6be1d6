/** With what the command line ends. */
export const exitCodes = {
  /** It went well. */
  ok: 0,
  /** It ran, and the result is bad: no provider could answer, a target is not reachable. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The configuration cannot be read, or has mistakes. */
  configuration: 3,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const

/** One of the codes with which the command line ends. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
