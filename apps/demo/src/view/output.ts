import type { Report } from '../report.ts'

/** Where text goes: `process.stdout`, `process.stderr`, or what a test reads. */
export type Output = {
  write(text: string): unknown
  /** True for a terminal. */
  readonly isTTY?: boolean
  /** Lines of the terminal. */
  readonly rows?: number
}

/** Shows the progress of a session. */
export type View = {
  /** Shows the present state; called several times a second. */
  frame(report: Report): void
  /** Leaves the output as it was found. */
  close(): void
}

/** A view that shows nothing. */
export const noView: View = { frame: () => {}, close: () => {} }
