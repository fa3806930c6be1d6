import { checkArray, checkBoolean, checkObject, checkString, checkText } from '@llm-balancer/core/options'
import { checkNumber, finite, oneOf, positive, readLeniently, readOptions } from '@llm-balancer/core/options'
import { atLeastOne, readProperty, required, type Check, type OptionTable } from '@llm-balancer/core/options'
import type { FailoverSettings, LoadBalancingProviderConfig } from './types.ts'

const owner = 'LoadBalancingProvider'
const table: OptionTable<LoadBalancingProviderConfig> = {
  profileName: [checkString, ''],
  strategy: [oneOf('round-robin', 'failover'), required],
  subProfiles: [checkArray, required],
  lbProfileEphemeralSettings: [checkObject],
}
const profileTable = { name: checkText, providerName: checkText }
const resolvedTable = { model: checkText, ephemeralSettings: checkObject, modelParams: checkObject }

/** Checks a configuration. @throws TypeError or RangeError naming what is wrong */
export function readConfig(given: LoadBalancingProviderConfig): LoadBalancingProviderConfig {
  const config = readOptions<LoadBalancingProviderConfig>(owner, given, table)
  const { strategy, subProfiles } = config
  const fewest = strategy === 'failover' ? 2 : 1
  if (subProfiles.length < fewest)
    throw new RangeError(`${owner}: "subProfiles" must have at least ${fewest} for ${strategy}`)
  for (const [place, profile] of subProfiles.entries()) {
    const isResolved = Object.keys(resolvedTable).some((name) => readProperty(profile, name) !== undefined)
    for (const [name, check] of Object.entries({ ...profileTable, ...(isResolved && resolvedTable) }))
      check(`subProfiles[${place}].${name}`, readProperty(profile, name), owner)
  }
  return config
}

/** A number of tries, at most 100. */
const checkTries: Check = (name, value) =>
  Math.floor(Math.min(100, checkNumber(name, value, { min: 1, max: Infinity })))

const settingsTable: OptionTable<FailoverSettings> = {
  failover_retry_count: [checkTries, 1],
  failover_retry_delay_ms: [finite, 0],
  failover_on_network_errors: [checkBoolean, true],
  failover_status_codes: [checkArray],
  failover_failback_after_ms: [finite, 60_000],
  timeout_ms: [positive, Infinity],
  circuit_breaker_enabled: [checkBoolean, false],
  circuit_breaker_failure_threshold: [atLeastOne, 3],
  circuit_breaker_failure_window_ms: [positive, 60_000],
  circuit_breaker_recovery_timeout_ms: [finite, 30_000],
  tpm_threshold: [finite, 0],
}

/** The settings of a host by which failover goes; one of a wrong type counts as none. Round robin goes by none of them. */
export function readSettings(config: LoadBalancingProviderConfig): FailoverSettings {
  return readLeniently(config.strategy === 'failover' && config.lbProfileEphemeralSettings, settingsTable)
}
