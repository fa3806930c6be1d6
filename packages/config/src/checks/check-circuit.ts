import { isMap } from '../schema/composites.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import type { Values } from './texts.ts'

/** Settings of a circuit breaker that do not fit together. */
export function checkCircuit(circuit: unknown, path: ConfigPath): readonly ConfigIssue[] {
  if (!isMap(circuit)) return []
  const { trip, failureThreshold, windowMs, resetTimeoutMs } = circuit
  const issues: ConfigIssue[] = []
  if (trip !== undefined && (failureThreshold !== undefined || windowMs !== undefined))
    issues.push({
      path: [...path, 'trip'],
      message: 'takes the place of "failureThreshold" and "windowMs"; give one or the other',
      isKey: true,
    })
  if (isMap(trip) && Object.keys(trip).length === 0)
    issues.push({ path: [...path, 'trip'], message: 'needs a rule, such as consecutiveFailures: 5' })
  return [...issues, ...checkGrowth(resetTimeoutMs, [...path, 'resetTimeoutMs'])]
}

/** The waits of `retry`, of the configuration or of a group. */
export function checkBackoff({ retry }: Values, path: ConfigPath = []): readonly ConfigIssue[] {
  return checkGrowth(isMap(retry) ? retry['backoff'] : undefined, [...path, 'retry', 'backoff'])
}

/** Waits grow from the first to the longest. */
function checkGrowth(waits: unknown, path: ConfigPath): readonly ConfigIssue[] {
  const { baseMs, maxMs } = isMap(waits) ? waits : {}
  if (typeof baseMs !== 'number' || typeof maxMs !== 'number' || maxMs >= baseMs) return []
  return [{ path: [...path, 'maxMs'], message: `must be at least "baseMs", ${String(baseMs)}` }]
}
