import type { JsonObject, ProviderOptions } from './json.ts'

/** One vendor's own settings out of `providerOptions`; an empty object when there are none. */
export function ownOptions(provider: string, options: ProviderOptions | undefined): JsonObject {
  return options !== undefined && Object.hasOwn(options, provider) ? (options[provider] ?? {}) : {}
}
