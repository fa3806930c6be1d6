import { checkNumber, describe, isRecord } from './checks.ts'
import { checkDuration } from './options.ts'
import type { ProviderSettings } from './provider-settings.ts'

const prices = ['inputPerMTok', 'outputPerMTok', 'cacheReadPerMTok', 'cacheWritePerMTok']

/** Checks the settings of a provider entry. @throws TypeError or RangeError naming the one that is wrong */
export function checkSettings(settings: ProviderSettings): void {
  const { weight, priority, tags, timeout, maxRetries, requestsPerMinute, cost, contextWindow } = settings
  if (weight !== undefined) checkNumber('weight', weight, { min: 0 })
  if (priority !== undefined) checkNumber('priority', priority, { min: -Infinity })
  if (timeout !== undefined) checkDuration('timeout', timeout)
  if (maxRetries !== undefined) checkNumber('maxRetries', maxRetries, { min: 0, isInteger: true })
  if (requestsPerMinute !== undefined) {
    checkNumber('requestsPerMinute', requestsPerMinute, { min: 0, isInteger: true })
  }
  if (contextWindow !== undefined) checkDuration('contextWindow', contextWindow)
  for (const name of ['pool', 'embeddingSpace'] as const) {
    const word: unknown = settings[name]
    if (word === undefined || typeof word === 'string') continue
    throw new TypeError(`"${name}" must be a string, got ${describe(word)}`)
  }
  if (tags !== undefined && !isListOfTexts(tags)) throw new TypeError('"tags" must be an array of strings')
  if (cost !== undefined) checkCost(cost)
}

function checkCost(cost: unknown): void {
  if (!isRecord(cost)) throw new TypeError(`"cost" must be an object, got ${describe(cost)}`)
  for (const [name, price] of Object.entries(cost)) {
    if (!prices.includes(name)) {
      throw new TypeError(`"cost": unknown price "${name}"; known prices are ${prices.join(', ')}`)
    }
    if (price !== undefined) checkNumber(`cost.${name}`, price, { min: 0 })
  }
}

function isListOfTexts(tags: unknown): boolean {
  return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')
}
