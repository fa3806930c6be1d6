import type { ClientVendor } from '../client-vendors.generated.ts'
import { isSdkClient, openRequestClient } from './request-client.ts'
import { isCohere, openCohere } from './cohere-client.ts'
import { isGenAI, openGenAI } from './genai-client.ts'
import { isMistral, openMistral } from './mistral-client.ts'
import type { SdkRequest } from './sdk-client.ts'

/** A client of an SDK, opened for requests of any kind. */
export interface OpenClient {
  /** Where its API is, as the adapter of its vendor has it. */
  readonly baseURL: string
  /** The vendor whose SDK it is; undefined where the address alone tells, or nothing does. */
  readonly vendor: ClientVendor | undefined
  /** False for a client without chat completions. @default true */
  readonly speaksChat?: boolean
  /** What the adapter of its vendor has to know of it. */
  readonly settings?: Readonly<Record<string, unknown>>
  /**
   * Sends one request, once, with the client's own credentials, headers and transport; redirects are not followed. `path` is below
   * `baseURL`.
   *
   * @throws what the SDK throws: the network's error, or its own for a refusal or a mistake in its settings
   */
  send(request: ClientRequest): Promise<Response>
  /** The client's secrets, as far as they are known, which answers must not show. */
  secrets(): readonly string[]
}

/** A request for {@link OpenClient.send}. */
export type ClientRequest = Omit<SdkRequest, 'maxRetries' | 'fetchOptions'>

const kinds = [
  [isGenAI, openGenAI],
  [isMistral, openMistral],
  [isCohere, openCohere],
  [isSdkClient, openRequestClient],
] as const satisfies readonly (readonly [
  (client: unknown) => boolean,
  (client: never, owner: string) => OpenClient,
])[]

/** True for an object with the shape of a client of some SDK. */
export function isClient(value: unknown): boolean {
  return kinds.some(([is]) => is(value))
}

/** @throws TypeError when it is not a client of a known SDK, or one of a kind that cannot be used */
export function openClient(owner: string, client: unknown): OpenClient {
  for (const [is, open] of kinds) if (is(client)) return open(client as never, owner)
  throw unknownClient(owner)
}

/** The error for a client of no known SDK. */
export function unknownClient(owner: string): TypeError {
  return new TypeError(
    `${owner}: the client is none of the OpenAI, Anthropic, Google, Mistral, Cohere, Groq or Together SDK; if it is like OpenAI's and speaks the format of one, say so with "vendor"`,
  )
}
