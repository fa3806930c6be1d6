import type { ClientVendor } from '../client-vendors.generated.ts'
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
