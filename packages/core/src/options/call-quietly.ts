import { readProperty } from './read-property.ts'
import type { ReportMisuse } from './misuse.ts'

/** Calls a listener of the user's. What it throws, or its promise is rejected with, is reported under `part`. Never throws. */
export function callQuietly(part: string, call: () => unknown, report?: ReportMisuse): void {
  try {
    const result = call()
    if (typeof readProperty(result, 'then') !== 'function') return
    new Promise((resolve) => {
      resolve(result)
    }).catch((error: unknown) => report?.(part, error))
  } catch (error) {
    report?.(part, error)
  }
}
