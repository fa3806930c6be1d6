import { nearestOf } from './check-known.ts'
import { describe, isRecord } from './checks.ts'
import type { ProviderConfig } from './provider-config.ts'

/** Checks what the adapters would take for something else. @throws TypeError */
export function checkSending({ headers, allowInsecureHttp }: ProviderConfig): void {
  if (headers !== undefined && (!isRecord(headers) || Symbol.iterator in headers)) {
    throw new TypeError(`"headers" must be an object with a string for each name, got ${describe(headers)}`)
  }
  if (allowInsecureHttp !== undefined && typeof allowInsecureHttp !== 'boolean') {
    throw new TypeError(`"allowInsecureHttp" must be true or false, got ${describe(allowInsecureHttp)}`)
  }
}

/** A provider of one's own may have fields of its own, but none that looks like a misspelt setting. @throws TypeError */
export function checkSpelling(owner: string, config: object, settings: readonly string[]): void {
  for (const name of Object.keys(config)) {
    const meant = settings.includes(name) || name.length < 6 ? undefined : nearestOf(name, settings, 2)
    if (meant === undefined) continue
    throw new TypeError(`${owner}: unknown option "${name}", did you mean "${meant}"?`)
  }
}
