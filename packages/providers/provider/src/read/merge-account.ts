import { asCount } from './as-value.ts'
import { isJsonRecord, type JsonRecord } from './json-record.ts'

/**
 * A vendor's account of tokens merged into the one before it. Counts are totals, so later ones replace earlier ones; but a last
 * event that only repeats the form of an account, with zeros or nulls, takes no count back.
 */
export function mergeAccount(earlier: JsonRecord | undefined, later: JsonRecord): JsonRecord {
  if (earlier === undefined) return later
  const merged: Record<string, unknown> = { ...earlier }
  for (const [name, value] of Object.entries(later)) {
    const known = earlier[name]
    if (value === null || value === undefined) continue
    if (isJsonRecord(known) && isJsonRecord(value)) merged[name] = mergeAccount(known, value)
    else if (asCount(value) !== 0 || !isPositive(known)) merged[name] = value
  }
  return merged
}

function isPositive(value: unknown): boolean {
  return (asCount(value) ?? 0) > 0
}
