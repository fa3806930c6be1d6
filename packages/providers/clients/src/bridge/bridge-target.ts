import type { ApiKey, Fetch, HeaderSettings } from '@llm-balancer/provider'
import type { SdkClient } from '../sdk/sdk-client.ts'
import type { ClientVendor } from '../client-vendors.generated.ts'

/** Maps the outer client's name of a model to the target's: one name for all, a table, or a function. */
export type ModelMapping = string | Readonly<Record<string, string>> | ((model: string) => string)

/** A configured client of an official SDK whose models have other names (Azure deployments, Bedrock, Vertex). */
export interface ClientEntry {
  readonly client: SdkClient
  /** A name that a table lacks stays unchanged. @default the outer client's name */
  readonly model?: ModelMapping | undefined
  /** @default recognised by the client's shape and address */
  readonly vendor?: ClientVendor | undefined
  /** Allows a client whose address is http to another host than this machine; its key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /**
   * For a server that ends its streams with `[DONE]` and never gives a finish reason: `optional` takes such an answer for whole.
   * Otherwise it counts as cut off. @default 'required'
   */
  readonly finishReason?: 'required' | 'optional' | undefined
}

/** A key, where one vendor's requests are spread over several: needs no client of its own. */
export interface KeyEntry {
  /** The key, or a function that gives the current one before each request. @default none is sent */
  readonly apiKey?: ApiKey | undefined
  /** As the vendor's SDK has it; https, or http to this machine. @default OpenAI's or Anthropic's, by the request's format */
  readonly baseURL?: string | undefined
  /** Over the outer client's; undefined removes one. @default {} */
  readonly headers?: HeaderSettings | undefined
  /** @default the platform's */
  readonly fetch?: Fetch | undefined
  /** A name that a table lacks stays unchanged. @default the outer client's name */
  readonly model?: ModelMapping | undefined
  /** Whose errors and limit headers these are. @default by the request's format and the address */
  readonly vendor?: ClientVendor | undefined
  /** Allows http to other hosts than this machine; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /**
   * For a server that ends its streams with `[DONE]` and never gives a finish reason: `optional` takes such an answer for whole.
   * Otherwise it counts as cut off. @default 'required'
   */
  readonly finishReason?: 'required' | 'optional' | undefined
}

/** What a target of the balancer behind a bridge is. All targets of one balancer speak one format. */
export type BridgeTarget = SdkClient | ClientEntry | KeyEntry
