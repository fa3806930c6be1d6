import { checkArray, checkObject, checkString, checkText, oneOf } from '@llm-balancer/core/options'
import { readOptions, readProperty, required, type OptionTable } from '@llm-balancer/core/options'
import type { LoadBalancingProviderConfig } from './types.ts'

/** How failover works. */
export interface FailoverSettings {
  /** Tries of one member before the next. */
  readonly retryCount: number
  readonly retryDelayMs: number
  readonly failsOverOnNetworkErrors: boolean
  /** Undefined: 429 and 500 to 599. */
  readonly statusCodes: readonly unknown[] | undefined
  /** Longest wait for a first chunk. */
  readonly timeoutMs: number
  /** After so long the primary is tried again. */
  readonly failbackAfterMs: number
  readonly minTokensPerMinute: number
  readonly hasCircuits: boolean
  readonly failureThreshold: number
  readonly failureWindowMs: number
  readonly recoveryMs: number
}

const owner = 'LoadBalancingProvider'
const table: OptionTable<LoadBalancingProviderConfig> = {
  profileName: [checkString, ''],
  strategy: [oneOf('round-robin', 'failover'), required],
  subProfiles: [checkArray, required],
  lbProfileEphemeralSettings: [checkObject],
}
const resolvedTable = { model: checkText, ephemeralSettings: checkObject, modelParams: checkObject }

/** Checks a configuration. @throws TypeError or RangeError naming what is wrong */
export function readConfig(given: LoadBalancingProviderConfig): LoadBalancingProviderConfig {
  const config = readOptions<LoadBalancingProviderConfig>(owner, given, table)
  const { strategy, subProfiles } = config
  const fewest = strategy === 'failover' ? 2 : 1
  if (subProfiles.length < fewest)
    throw new RangeError(`${owner}: "subProfiles" must have at least ${fewest} for ${strategy}`)
  for (const [place, profile] of subProfiles.entries()) {
    const path = `subProfiles[${place}]`
    for (const name of ['name', 'providerName'])
      checkText(`${path}.${name}`, readProperty(profile, name), owner)
    const own = Object.entries(resolvedTable)
    const isResolved = own.some(([name]) => readProperty(profile, name) !== undefined)
    for (const [name, check] of isResolved ? own : [])
      check(`${path}.${name}`, readProperty(profile, name), owner)
  }
  return config
}

/** Most tries of one member. */
export const mostTries = 100

/** Reads the settings by their documented names; a value of a wrong type counts as none. */
export function readSettings(given: unknown): FailoverSettings {
  const numberOf = (name: string, fallback: number, least: number = Number.MIN_VALUE): number => {
    const value = readProperty(given, name)
    return typeof value === 'number' && Number.isFinite(value) && value >= least ? value : fallback
  }
  const codes = readProperty(given, 'failover_status_codes')
  return {
    retryCount: Math.min(mostTries, Math.floor(numberOf('failover_retry_count', 1, 1))),
    retryDelayMs: numberOf('failover_retry_delay_ms', 0),
    failsOverOnNetworkErrors: readProperty(given, 'failover_on_network_errors') !== false,
    statusCodes: Array.isArray(codes) ? codes : undefined,
    timeoutMs: numberOf('timeout_ms', Infinity),
    failbackAfterMs: numberOf('failover_failback_after_ms', 60_000, 0),
    minTokensPerMinute: numberOf('tpm_threshold', 0),
    hasCircuits: readProperty(given, 'circuit_breaker_enabled') === true,
    failureThreshold: numberOf('circuit_breaker_failure_threshold', 3),
    failureWindowMs: numberOf('circuit_breaker_failure_window_ms', 60_000),
    recoveryMs: numberOf('circuit_breaker_recovery_timeout_ms', 30_000, 0),
  }
}
