import type { RunOptions } from '@llm-balancer/core'
import { IssuerMemory, type AttemptSoFar, type Mark } from '@llm-balancer/provider/balanced'
import type { IncomingRequest } from '../bridged-request.ts'
import { earlierAnswer, isKept } from '../endpoint-kind.ts'
import { marksSentBack, usableBody } from './sent-back.ts'

/** Remembers, by digests, which targets of a bridge have issued what of its conversations. */
export class BridgeMemory {
  readonly #issuers = new IssuerMemory()

  /** The targets that a request is sent to first: those that have issued what it sends back. */
  preferredFor(request: IncomingRequest): Pick<RunOptions, 'prefer'> {
    const issuers = this.#issuers.issuersOf(marksSentBack(request).map(({ text }) => text))
    return issuers.length === 0 ? {} : { prefer: issuers }
  }

  /** The targets that have issued or continued an answer. */
  issuersOf(answerId: string): readonly string[] {
    return this.#issuers.issuersOf([answerId])
  }

  /** A request as the target of an attempt can use it. */
  requestFor(request: IncomingRequest, attempt: AttemptSoFar): IncomingRequest {
    const marks = marksSentBack(request)
    if (attempt.failed.length > 0) this.#issuers.learnRefusals(marks, attempt)
    const mayUse = (mark: Mark): boolean => this.#issuers.mayUse(mark, attempt)
    if (marks.every(mayUse)) return request
    const body = usableBody(request, mayUse)
    return { ...request, body, raw: JSON.stringify(body) }
  }

  /** A target has issued marks. */
  note(texts: readonly string[], { target }: AttemptSoFar): void {
    this.#issuers.remember(texts, target)
  }

  /** A target has answered a request: it could use what it was sent, and stores the answer where it was asked to. */
  noteTaken(request: IncomingRequest, attempt: AttemptSoFar, answerId: unknown): void {
    const sent = [...marksSentBack(request).map(({ text }) => text), earlierAnswer(request) ?? '']
    const isStored = isKept(request) && typeof answerId === 'string'
    const unknown = sent.filter((text) => text !== '' && this.#issuers.isUnknown(text))
    this.#issuers.remember([...unknown, ...(isStored ? [answerId] : [])], attempt.target)
  }
}
