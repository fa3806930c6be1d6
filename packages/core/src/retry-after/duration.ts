/** Milliseconds per unit of a duration. */
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const shape = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/
const pieces = /(\d+(?:\.\d+)?)(ms|[smhd])/g
const plainNumber = /^\d{1,15}(\.\d{1,20})?$/

/** Reads a duration such as `6m0s`, `17ms`, `2m59.56s` or `1d`, in ms; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 64 || !shape.test(text)) return undefined
  let total = 0
  for (const [, amount = '0', unit = 'ms'] of text.matchAll(pieces))
    total += Number(amount) * (unitMs[unit] ?? 0)
  return Math.round(total)
}

/** Reads a plain number of seconds, fractions allowed, as ms; undefined for anything else. */
export function parseSeconds(text: string): number | undefined {
  return plainNumber.test(text) ? Math.round(Number(text) * 1000) : undefined
}

/** Reads a plain number of milliseconds, fractions allowed, as whole ms; undefined for anything else. */
export function parseMs(text: string): number | undefined {
  return plainNumber.test(text) ? Math.round(Number(text)) : undefined
}
