import type { JsonObject, ProviderOptions } from './json.ts'

/** One vendor's settings from `providerOptions`; an empty object when there are none. */
export function ownOptions(provider: string, options: ProviderOptions | undefined): JsonObject {
  return options !== undefined && Object.hasOwn(options, provider) ? (options[provider] ?? {}) : {}
}

/** `value` with one vendor's own settings over it, verbatim; the same object when there are none. */
export function withOwnOptions<Value extends object>(
  value: Value,
  provider: string,
  options: ProviderOptions | undefined,
): Value {
  return options === undefined ? value : { ...value, ...ownOptions(provider, options) }
}
