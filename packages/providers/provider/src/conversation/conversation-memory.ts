import type { Attempt, RunOptions } from '@llm-balancer/core'
import { mapBatches, type StreamSource } from '@llm-balancer/core/streams'
import type { CallOptions, ChatModel } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { ChatResponse } from '../chat/chat-response.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { asRecord } from '../read/as-value.ts'
import { isJsonRecord } from '../read/json-record.ts'
import { IssuerMemory, type AttemptSoFar, type Mark } from './issuer-memory.ts'
import { continuedBy, marksIn, marksOf, withoutMarks } from './marks.ts'

/** The start of ids under which OpenAI stores answers. */
const storedAnswer = 'resp_'

/**
 * Keeps conversations usable over several accounts. What one of them has issued (ids of items, encrypted reasoning, signatures of
 * thoughts) is worth something only there: the issuer is preferred for the next turn, and another target is sent the conversation without
 * it. Remembers digests of the latest marks, and nothing of what was said.
 *
 * @example
 * const memory = new ConversationMemory()
 * await balancer.run(
 *   (model, attempt) => memory.generate({ model, request, attempt }, callOf(attempt)),
 *   memory.optionsFor(request, {}),
 * )
 */
export class ConversationMemory {
  readonly #issuers: IssuerMemory

  /** @param most how many marks are remembered, the latest ones */
  constructor(most?: number) {
    this.#issuers = new IssuerMemory(most)
  }

  /** The options of a run that goes to the issuers first; only to them where it continues what they store. */
  optionsFor<Options extends Pick<RunOptions, 'prefer' | 'heldBy' | 'pin'>>(
    request: ChatRequest,
    options: Options,
  ): Options {
    const issuers = this.#issuers.issuersOf(textsOf(marksOf(request)))
    const holders = this.#issuers.issuersOf(continuedBy(request))
    const isHeld = holders.length > 0 && options.pin === undefined && options.heldBy === undefined
    if (issuers.length === 0 && !isHeld) return options
    const { prefer = [] } = options
    return { ...options, prefer: [...issuers, ...[prefer].flat()], ...(isHeld ? { heldBy: holders } : {}) }
  }

  /** Asks a model, with what its target can use of the request. @throws what the model throws */
  async generate(call: ConversationCall, options: CallOptions): Promise<ChatResponse> {
    const turn = this.#begin(call)
    const answer = await call.model.generate(turn.request, options)
    // A model of the caller's own may answer anything.
    const { content, response } = asRecord(answer)
    if (Array.isArray(content)) turn.note(content)
    turn.noteId(asRecord(response)['id'])
    turn.end()
    return answer
  }

  /** Streams a model's answer, with what its target can use of the request. */
  stream(call: ConversationCall, options: CallOptions): AsyncIterable<StreamPart> {
    const turn = this.#begin(call)
    return mapBatches<StreamPart, StreamPart>(
      () => call.model.stream(turn.request, options) as StreamSource<StreamPart>,
      {
        map(parts) {
          for (const part of parts as readonly unknown[]) {
            // A model of the caller's own may give anything.
            if (!isJsonRecord(part)) continue
            if (part['type'] === 'response-metadata') turn.noteId(part['id'])
            else if (part['type'] === 'finish') turn.end()
            else if (part['providerMetadata'] !== undefined) turn.note([part])
          }
          return parts
        },
      },
    )
  }

  #begin({ request, attempt }: ConversationCall): Turn {
    const marks = marksOf(request)
    if (attempt.failed.length > 0) this.#issuers.learnRefusals(marks, attempt)
    return new Turn(this.#issuers, { request, marks, attempt })
  }
}

/** Most calls send nothing back. */
const none: readonly never[] = []

function textsOf(marks: readonly Mark[]): readonly string[] {
  return marks.length === 0 ? none : marks.map(({ text }) => text)
}

/** One attempt of a call. */
export interface ConversationCall {
  readonly model: ChatModel
  readonly request: ChatRequest
  readonly attempt: Attempt
}

/** What one target is sent, and what it has issued. */
class Turn {
  readonly request: ChatRequest
  readonly #issuers: IssuerMemory
  readonly #attempt: AttemptSoFar
  /** What was sent back without knowing who had issued it. */
  readonly #unknown: readonly string[]

  constructor(
    issuers: IssuerMemory,
    { request, marks, attempt }: Omit<ConversationCall, 'model'> & { readonly marks: readonly Mark[] },
  ) {
    this.#issuers = issuers
    this.#attempt = attempt
    this.request = request
    const stored = continuedBy(request)
    let sent: readonly string[] = stored
    if (marks.length > 0) {
      const mayUse = (mark: Mark): boolean => issuers.mayUse(mark, attempt)
      if (!marks.every(mayUse)) this.request = withoutMarks(request, mayUse)
      sent = [...textsOf(marks.filter(mayUse)), ...stored]
    }
    this.#unknown = sent.length === 0 ? none : sent.filter((text) => issuers.isUnknown(text))
  }

  note(parts: readonly unknown[]): void {
    for (const part of parts) {
      const metadata = isJsonRecord(part) ? part['providerMetadata'] : undefined
      if (metadata === undefined) continue
      const marks = marksIn(asRecord(metadata))
      if (marks.length > 0) this.#remember(textsOf(marks))
    }
  }

  noteId(id: unknown): void {
    if (typeof id === 'string' && id.startsWith(storedAnswer)) this.#remember([id])
  }

  /** The target has answered: it could use what it was sent. */
  end(): void {
    this.#remember(this.#unknown)
  }

  #remember(texts: readonly string[]): void {
    this.#issuers.remember(texts, this.#attempt.target)
  }
}
