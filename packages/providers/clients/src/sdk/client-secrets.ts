import { secretWords } from '@llm-balancer/provider'

const secretName = /key|token|secret|password|authorization|credential|cookie/i

/** The secrets of an SDK's client: fields and default headers, of the client and of what it is made of, with the name of a secret. */
export function clientSecrets(client: object, ...parts: readonly (object | undefined)[]): string[] {
  const { _options: options } = client as { readonly _options?: unknown }
  const { defaultHeaders, defaultQuery, headers, httpOptions } = Object(options) as Readonly<
    Record<string, unknown>
  >
  const { headers: ofHttp } = Object(httpOptions) as { readonly headers?: unknown }
  return [client, options, ...parts, record(defaultHeaders), defaultQuery, record(headers), record(ofHttp)]
    .flatMap((holder) => Object.entries(Object(holder) as object))
    .flatMap(([name, value]) =>
      secretName.test(name) && typeof value === 'string' ? secretWords(value) : [],
    )
}

function record(headers: unknown): unknown {
  return headers instanceof Headers ? Object.fromEntries(headers) : headers
}
