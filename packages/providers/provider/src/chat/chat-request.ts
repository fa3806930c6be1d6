import type { JsonObject, JsonSchema, ProviderOptions } from './json.ts'
import type { ChatMessage } from './message.ts'

/** A function the model may ask to have called. */
export type FunctionTool = {
  readonly type: 'function'
  /** Unique within the request. */
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly inputSchema: JsonSchema
  readonly inputExamples?: readonly { readonly input: JsonObject }[]
  /** Asks for arguments that always fit the schema, where the vendor can. */
  readonly strict?: boolean
  readonly providerOptions?: ProviderOptions
}

/** A tool only one vendor has. */
export type ProviderTool = {
  readonly type: 'provider'
  /** `{provider}.{tool}`. */
  readonly id: `${string}.${string}`
  /** Unique within the request. */
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** A tool the model may use. */
export type Tool = FunctionTool | ProviderTool

/** Which tool the model has to use, if any. */
export type ToolChoice =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  | { readonly type: 'required' }
  | { readonly type: 'tool'; readonly toolName: string }

/** What the answer looks like: free text, or JSON that fits a schema. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | {
      readonly type: 'json'
      /** @default any JSON object */
      readonly schema?: JsonSchema
      readonly name?: string
      readonly description?: string
      /**
       * Whether the vendor enforces the schema to the letter, where it has such a mode; it refuses schemas that do not fit the mode then.
       * @default true for a schema that fits: all of its objects require all of their properties and allow no others
       */
      readonly strict?: boolean
    }

/** How hard the model thinks before it answers. */
export type ReasoningEffort =
  | 'provider-default'
  | 'none'
  | 'minimal'
  | 'low'
  | 'medium'
  | 'high'
  | 'xhigh'
  | 'max'

/**
 * One request to a model, in a form that every vendor's adapter understands. A setting that a vendor does not have becomes
 * a warning of the answer. The vendor decides settings that are left out.
 */
export interface ChatRequest {
  /** The conversation so far, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Most tokens the answer may have, a positive whole number. */
  readonly maxOutputTokens?: number | undefined
  /** Randomness of the answer; 0 is the least. The range is the vendor's. */
  readonly temperature?: number | undefined
  /** Nucleus sampling, within [0, 1]. */
  readonly topP?: number | undefined
  /** Samples from the `topK` likeliest tokens only. */
  readonly topK?: number | undefined
  readonly presencePenalty?: number | undefined
  readonly frequencyPenalty?: number | undefined
  /** The answer ends before the first of these. */
  readonly stopSequences?: readonly string[] | undefined
  /** Whole number: same seed, same answer, as far as the vendor can. */
  readonly seed?: number | undefined
  readonly tools?: readonly Tool[] | undefined
  /** @default `auto` when there are tools */
  readonly toolChoice?: ToolChoice | undefined
  /** @default text */
  readonly responseFormat?: ResponseFormat | undefined
  /** @default 'provider-default' */
  readonly reasoning?: ReasoningEffort | undefined
  /** Settings for one vendor, by its name: merged last and verbatim into its request body. */
  readonly providerOptions?: ProviderOptions | undefined
  /** Headers of this request, over the model's own; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
}
