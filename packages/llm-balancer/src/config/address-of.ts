import type { ProviderType } from '../providers/vendors.ts'
import { within } from './checks.ts'
import type { ProviderConfig } from './provider-config.ts'

/** Where a configuration says that its API is. @throws TypeError when it says nothing and the vendor has no address */
export function addressOf({ baseUrl, baseURL }: ProviderConfig, type: ProviderType): string | undefined {
  if (baseUrl !== undefined && baseURL !== undefined && baseUrl !== baseURL) {
    throw new TypeError('"baseUrl" and "baseURL" are the same option, give one of them')
  }
  const address = baseUrl ?? baseURL
  if (address !== undefined || type !== 'openai-compatible') return address
  throw new TypeError('"baseUrl" is missing: where the server is, such as "http://localhost:8000/v1"')
}

/** Runs `make` in the name of a provider. The adapters say `baseURL`; who wrote `baseUrl` looks for that. */
export function withinSpelt<Value>({ name, baseUrl }: ProviderConfig, make: () => Value): Value {
  return within(`provider "${name}"`, () => {
    try {
      return make()
    } catch (error) {
      if (baseUrl === undefined || !(error instanceof TypeError)) throw error
      throw new TypeError(error.message.replaceAll('"baseURL"', '"baseUrl"'), { cause: error })
    }
  })
}
