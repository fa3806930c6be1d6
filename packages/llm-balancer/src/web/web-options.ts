import type { Clock, Random } from '@llm-balancer/core'
import {
  checkBoolean,
  checkFunction,
  checkSignal,
  describeWord,
  hasMethods,
  oneOf,
  positive,
  readOptions,
  subjectOf,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, systemRandom } from '@llm-balancer/core/time'
import { checkHeaders } from '@llm-balancer/provider'

/** How an answer is written: `text`, events of its parts, or the protocol of another library's client. */
export type WebFormatName = 'text' | 'sse' | 'ui-message' | 'openai' | 'anthropic'

/** Options of `toResponse` and `pipeTo`. */
export interface WebOptions {
  /** The request's signal: aborts when the client has left. */
  readonly signal?: AbortSignal | undefined
  /**
   * `text`: plain text, piece by piece. `sse`: server-sent events, one JSON object for each part. `ui-message`: the AI SDK's UI message stream,
   * for `useChat`. `openai`: chat completions. `anthropic`: Messages. @default 'text'
   */
  readonly format?: WebFormatName | undefined
  /** Further headers of a good answer. @default {} */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** `openai` alone: a last chunk tells the tokens, as a client's `stream_options.include_usage` asks for it. @default false */
  readonly includeUsage?: boolean | undefined
  /**
   * How long a client may read nothing of a streamed answer that has more, in ms: then it counts as gone, and the call upstream is ended.
   * Infinity switches it off. @default 60 000
   */
  readonly stalledMs?: number | undefined
  /** @default the machine's */
  readonly clock?: Clock | undefined
  /** For ids of answers that came without one. @default the machine's */
  readonly random?: Random | undefined
}

/** {@link WebOptions} with their defaults. */
export type WebSettings = {
  readonly [Name in Exclude<keyof WebOptions, 'signal'>]-?: NonNullable<WebOptions[Name]>
} & Pick<WebOptions, 'signal'>

const formatNames: readonly WebFormatName[] = ['text', 'sse', 'ui-message', 'openai', 'anthropic']

const table: OptionTable<WebOptions> = {
  signal: [checkSignal],
  format: [oneOf(...formatNames), 'text'],
  headers: [checkHttpHeaders, {}],
  includeUsage: [checkBoolean, false],
  stalledMs: [positive, 60_000],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction, systemRandom],
}

const hints = { abortSignal: 'signal', type: 'format', protocol: 'format', timeoutMs: 'stalledMs' }

/** Reads the options. @throws TypeError naming the one that is unknown or wrong */
export function readWebOptions(owner: string, options: WebOptions): WebSettings {
  return readOptions(owner, options, table, { hints }) as WebSettings
}

/** Headers that HTTP allows: a bad one would be found too late, when the answer has come. */
function checkHttpHeaders(name: string, value: unknown, owner?: string): unknown {
  const headers = checkHeaders(name, value, owner)
  for (const [header, text] of Object.entries(headers)) {
    if (text !== undefined && !isHttpHeader(header, text))
      throw new TypeError(
        `${subjectOf(name, owner)} has a name or a value that HTTP does not allow: ${describeWord(header)}`,
      )
  }
  return Object.fromEntries(Object.entries(headers).filter(([, text]) => text !== undefined))
}

function isHttpHeader(name: string, text: string): boolean {
  try {
    return new Headers({ [name]: text }).has(name)
  } catch {
    return false
  }
}
