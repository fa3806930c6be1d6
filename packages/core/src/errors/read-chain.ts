import { readProperty } from '../options/read-property.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import { isHint, isStatus } from './failure-fields.ts'
import { readVendorError, type VendorError } from './vendor-error.ts'

/** What the errors of a chain tell together, whichever client made them. */
export interface ToldByChain {
  /** HTTP status of the response, also a good one. */
  readonly status: number | undefined
  readonly headers: HeadersLike | undefined
  /** What the vendor said, and which status its error object has. */
  readonly said: Pick<VendorError, 'words' | 'message' | 'param' | 'status'>
  /** Where a hint of when to come back may stand. */
  readonly bodies: readonly unknown[]
  /** A plain number of ms that an error has as its hint. */
  readonly hintMs: number | undefined
}

/** Where clients keep the response: axios and gaxios, AWS, Cohere and Mistral, Hugging Face. */
const responseNames = ['response', '$response', 'rawResponse', 'httpResponse']

/** Reads a chain of errors. Words of an error that has neither the status of a refusal nor a vendor's error object are not a vendor's text. */
export function readChain(chain: readonly object[]): ToldByChain {
  const links = chain.map(readLink)
  const parts = links.flatMap((link) => link.parts)
  const status = firstOf(links.map((link) => link.status))
  const isVendors = (status ?? 0) >= 300 || links.some(({ isWrapped }) => isWrapped)
  const [param] = parts.flatMap((part) => part.param ?? [])
  return {
    status,
    headers: firstOf(links.map((link) => link.headers)),
    said: {
      words: [...parts.flatMap(({ words }) => words), ...links.flatMap(({ name }) => name ?? [])],
      message: isVendors ? parts.map(({ message }) => message).join('\n') : '',
      ...(param === undefined ? {} : { param }),
      ...statusIn(parts),
    },
    bodies: links.flatMap((link) => link.bodies),
    hintMs: firstOf(links.map((link) => link.hintMs)),
  }
}

function readLink(link: object): {
  readonly status: number | undefined
  readonly headers: HeadersLike | undefined
  readonly hintMs: number | undefined
  readonly name: string | undefined
  readonly parts: readonly VendorError[]
  readonly bodies: readonly unknown[]
  readonly isWrapped: boolean
} {
  const response = firstOf(responseNames.map((name) => readProperty(link, name)))
  const bodies = [
    readProperty(link, 'responseBody') ?? readProperty(link, 'data'),
    readProperty(link, 'body'),
    readProperty(response, 'data') ?? readProperty(response, 'body'),
  ].filter((body) => body !== undefined && body !== null)
  const own = readVendorError(link)
  const others = bodies.map((body) => readVendorError(body))
  const headers = firstOf(
    [
      readProperty(link, 'headers'),
      readProperty(link, 'responseHeaders'),
      readProperty(response, 'headers'),
    ].map((given) => given ?? undefined),
  )
  const name = readProperty(link, 'name')
  const hintMs = readProperty(link, 'retryAfterMs')
  return {
    status: statusOf(link) ?? statusOf(response),
    headers: headers as HeadersLike | undefined,
    hintMs: isHint(hintMs) ? hintMs : undefined,
    name: typeof name === 'string' ? name : undefined,
    parts: [own, ...others],
    bodies: [own.object, link, ...others.map(({ object }) => object), ...bodies],
    isWrapped: own.object !== link || others.some(({ words, message }) => words.length > 0 || message !== ''),
  }
}

function statusOf(shape: unknown): number | undefined {
  if (shape === undefined || shape === null) return undefined
  const candidates = [
    readProperty(shape, 'status'),
    readProperty(shape, 'statusCode'),
    readProperty(shape, 'status_code'),
    readProperty(readProperty(shape, '$metadata'), 'httpStatusCode'),
  ]
  return candidates.find(isStatus)
}

function statusIn(parts: readonly VendorError[]): { readonly status?: number } {
  const status = firstOf(parts.map((part) => part.status))
  return status === undefined ? {} : { status }
}

function firstOf<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => value !== undefined)
}
