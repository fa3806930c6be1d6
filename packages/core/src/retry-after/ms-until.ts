/** Milliseconds from `now` to `time`, at least 0; undefined when either is no finite number. */
export function msUntil(time: number | undefined, now: number): number | undefined {
  if (time === undefined) return undefined
  const ms = Math.round(time - now)
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
