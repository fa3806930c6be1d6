import { secretWords } from '@llm-balancer/provider'

const secretName = /key|token|secret|password|authorization|credential|cookie/i

/** The secrets of an SDK's client: fields and default headers with the name of a secret. */
export function clientSecrets(client: object): string[] {
  const { _options: options } = client as { readonly _options?: unknown }
  const { defaultHeaders } = Object(options) as { readonly defaultHeaders?: unknown }
  const headers = defaultHeaders instanceof Headers ? Object.fromEntries(defaultHeaders) : defaultHeaders
  return [client, options, headers]
    .flatMap((holder) => Object.entries(Object(holder) as object))
    .flatMap(([name, value]) =>
      secretName.test(name) && typeof value === 'string' ? secretWords(value) : [],
    )
}
