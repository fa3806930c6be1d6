/**
 * How a vendor's chat completions differ from the common form. An adapter of such a vendor is one table of this shape: data,
 * apart from a few small functions. A field that is left out means what most servers do.
 */
import type {
  ErrorRule,
  FinishReason,
  HeaderRecord,
  JsonObject,
  JsonRecord,
  LimitHeaders,
  ResolvedFile,
} from '@llm-balancer/provider'
import type { WireSettings } from './wire.ts'

/** One vendor's differences. */
export interface Dialect {
  /** The vendor's name: in errors, `providerOptions` and `providerMetadata`. */
  readonly provider: string
  /** Used when the settings have none. @default the settings must have one */
  readonly baseURL?: string
  /** True when every request needs a key. @default false */
  readonly needsKey?: boolean
  /** The headers that carry a key. @default `authorization: Bearer …` */
  readonly authHeaders?: (key: string) => HeaderRecord
  /** Headers of every request. @default {} */
  readonly headers?: HeaderRecord
  /** May have a query. @default '/chat/completions' */
  readonly chatPath?: string
  /** May have a query. @default '/embeddings' */
  readonly embeddingPath?: string
  /** The name of the length of vectors in a request; null where it cannot be chosen. @default 'dimensions' */
  readonly embeddingDimensions?: string | null
  /** Most texts one request may have. @default 2048 */
  readonly maxEmbeddingsPerCall?: number
  /** The path of a probe; may have a query. @default '/models' */
  readonly probePath?: string
  /** Fields of every chat request, under all others. `own` are the caller's own options for the vendor. @default {} */
  readonly extraBody?: (own: JsonObject) => JsonObject
  /** Settings under another name, or null for one that the vendor does not have. @default { top_k: null } */
  readonly rename?: Readonly<Partial<Record<keyof WireSettings, string | null>>>
  /**
   * Settings the model refuses, with the reason for the warning. `body` is the request with the caller's own options in
   * it. @default none
   */
  readonly refused?: (body: JsonObject) => Readonly<Partial<Record<keyof WireSettings, string>>>
  /**
   * Efforts of reasoning that go by another word (the nearest one, with a warning) or by fields of their own.
   * @default every effort by its name
   */
  readonly efforts?: Readonly<
    Partial<Record<NonNullable<WireSettings['reasoning_effort']>, string | JsonObject>>
  >
  /** The role of instructions. @default 'system' */
  readonly systemRole?: 'system' | 'developer'
  /** The tool choice that asks for any of the tools. @default 'required' */
  readonly anyTool?: string
  /** A file of a message in the vendor's form; undefined for a kind that it does not accept. @default OpenAI's form */
  readonly filePart?: (file: ResolvedFile) => object | undefined
  /** Results of tools may hold files. @default false */
  readonly filesInToolResults?: boolean
  /**
   * Where a message holds reasoning of an earlier answer: in a field, or in its content, as parts of type `thinking`.
   * @default nowhere: it is left out, with a warning
   */
  readonly reasoningInput?: 'reasoning' | 'reasoning_content' | 'content'
  /** Fields of a last message of the assistant, which the answer continues. @default {} */
  readonly prefill?: JsonObject
  /** Asks for usage at the end of a stream with `stream_options`. @default true */
  readonly streamUsage?: boolean
  /** The vendor always ends a stream with `[DONE]`: one without is interrupted. @default false */
  readonly endsWithDone?: boolean
  /** Whether a stream that ends with `[DONE]` has to have given a finish reason: without one it is `stop` then. @default 'required' */
  readonly finishReason?: 'required' | 'optional'
  /** Makes the id of a tool call acceptable for the vendor. @default one of up to 40 printable characters, OpenAI's limit */
  readonly toolCallId?: (id: string) => string
  /** Fields of a message that hold reasoning. @default ['reasoning_content', 'reasoning'] */
  readonly reasoningFields?: readonly string[]
  /** Finds the usage in an answer or a chunk. @default its `usage` */
  readonly usageOf?: (body: JsonRecord) => unknown
  /** Finds an error in an answer or a chunk at a place where others have none. @default there is none */
  readonly errorOf?: (body: JsonRecord) => unknown
  /** Finish reasons beyond, or other than, the common ones. @default {} */
  readonly finishReasons?: Readonly<Record<string, FinishReason['unified']>>
  /** The vendor's error table, read before the common one. @default [] */
  readonly errorRules?: readonly ErrorRule[]
  /** The vendor's limit headers. @default OpenAI's, which many send */
  readonly limitHeaders?: readonly LimitHeaders[]
}
