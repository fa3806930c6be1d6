import type { LimitStatus, LimitStatuses } from '../limits.ts'

/** Limits in OpenAI's headers, which many others send as well. */
export function xRateLimitHeaders({ requests, tokens }: LimitStatuses): Record<string, string> {
  return { ...unitHeaders('requests', requests), ...unitHeaders('tokens', tokens) }
}

function unitHeaders(unit: string, status: LimitStatus | undefined): Record<string, string> {
  if (status === undefined) return {}
  return {
    [`x-ratelimit-limit-${unit}`]: String(status.limit),
    [`x-ratelimit-remaining-${unit}`]: String(Math.floor(status.remaining)),
    [`x-ratelimit-reset-${unit}`]: duration(status.resetMs),
  }
}

/** A time as OpenAI writes it: `17ms`, `1.5s`, `6m0s`. */
function duration(milliseconds: number): string {
  const whole = Math.ceil(milliseconds)
  if (whole < 1_000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = `${(whole % 60_000) / 1_000}s`
  return minutes === 0 ? seconds : `${minutes}m${seconds}`
}
