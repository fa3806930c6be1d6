/** How an exchange ended: the response was complete · the client left first · a fault cut it off · the fake was closed. */
export type RequestEnd = 'answered' | 'client-closed' | 'cut' | 'server-closed'

/**
 * One request the fake has received. Headers and body may contain keys and prompts: they are getters that neither
 * `console.log` nor `JSON.stringify` shows.
 */
export interface RecordedRequest {
  /** 1-based among all requests of the server; the default answer names it. */
  readonly number: number
  /** The target it was sent to; undefined when its path names no target. */
  readonly targetId: string | undefined
  readonly method: string
  /** Path and query as they came, but for keys in the query, which are `[hidden]`. */
  readonly path: string
  /** Whether a key came with it, and whether it is the target's. */
  readonly apiKey: 'none' | 'accepted' | 'wrong'
  /** True when it asked for a stream. */
  readonly stream: boolean
  /** Clock time in ms. */
  readonly startedAt: number
  /** Clock time in ms; undefined while it runs. */
  readonly endedAt: number | undefined
  /**
   * What made it fail: a fault's name, `status 418`, or, by the target's settings, `wrong-key`, `bad-request`,
   * `unknown-path`, `unknown-model`, `foreign-state`, `prefill`, `requests-per-minute`, `tokens-per-minute`. Undefined when it was served
   * normally.
   */
  readonly fault: string | undefined
  /** Undefined until response headers were sent. */
  readonly status: number | undefined
  /** Undefined while it runs. */
  readonly end: RequestEnd | undefined
  /** Names are lower-case. Contains the key. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body; the text itself when it is not JSON. Contains the prompt. */
  readonly body: unknown
}

/** A request as it arrives. */
export type IncomingCall = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The fake's own, writable view of a {@link RecordedRequest}. */
export class RequestRecord implements RecordedRequest {
  readonly number: number
  readonly targetId: string | undefined
  readonly method: string
  readonly path: string
  readonly startedAt: number
  apiKey: RecordedRequest['apiKey'] = 'none'
  stream = false
  endedAt: number | undefined
  fault: string | undefined
  status: number | undefined
  end: RequestEnd | undefined
  readonly #call: IncomingCall
  readonly #body: unknown

  constructor(call: IncomingCall, facts: Pick<RecordedRequest, 'number' | 'targetId' | 'startedAt'>) {
    this.number = facts.number
    this.targetId = facts.targetId
    this.method = call.method
    this.path = withoutKeys(call.path)
    this.startedAt = facts.startedAt
    this.#call = call
    this.#body = parsed(call.text)
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#call.headers
  }

  get body(): unknown {
    return this.#body
  }

  /** Length of the body as text. */
  get size(): number {
    return this.#call.text.length
  }
}

/** Names under which a query may have a key: `key`, `api_key`, `api-key`, `access_token`. */
const keyInQuery = /([?&](?:[^=&#]*[-_])?(?:api)?(?:key|token|secret|password|signature)=)[^&#]*/gi

/** A path with its query, in which no key is shown. */
function withoutKeys(path: string): string {
  return path.replace(keyInQuery, '$1[hidden]')
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
