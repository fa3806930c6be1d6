import type { Outcome } from '@llm-balancer/core'
import {
  SpanKind,
  SpanStatusCode,
  context,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import { names, usageAttributes } from './attributes.ts'

/** The name of a run's span. Its attempts are the calls of models, so it is none itself. */
const runSpanName = 'llm_balancer.run'

const microsPerUnit = 1e6

/** The spans of one run: one for the run itself, and below it one for each attempt. */
export class RunSpans {
  readonly #tracer: Tracer
  readonly #span: Span
  readonly #attempts = new Map<number, Span>()
  #hasEnded = false

  /** Begins the run's span, below the one that is active where the run is started. */
  constructor(tracer: Tracer, attributes: Attributes) {
    this.#tracer = tracer
    this.#span = tracer.startSpan(runSpanName, { kind: SpanKind.INTERNAL, attributes }, context.active())
  }

  /** True when all of its spans have ended. */
  get isOver(): boolean {
    return this.#hasEnded && this.#attempts.size === 0
  }

  /** Something has happened in the run. */
  note(event: string, attributes: Attributes): void {
    this.#span.addEvent(event, attributes)
  }

  beginAttempt(number: number, name: string, attributes: Attributes): void {
    const parent = trace.setSpan(context.active(), this.#span)
    this.#attempts.set(number, this.#tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent))
  }

  /** An attempt gave its first content. */
  commit(number: number, attributes: Attributes): void {
    this.#attempts.get(number)?.setAttributes(attributes)
  }

  endAttempt(number: number, outcome: Outcome): void {
    const span = this.#attempts.get(number)
    if (span === undefined) return
    this.#attempts.delete(number)
    span.setAttribute(names.outcome, outcome.type)
    if (outcome.usage !== undefined) span.setAttributes(usageAttributes(outcome.usage))
    if (outcome.costMicroUsd !== undefined)
      span.setAttribute(names.cost, outcome.costMicroUsd / microsPerUnit)
    if (outcome.type !== 'success' && outcome.kind !== undefined)
      span.setAttribute(names.errorType, outcome.kind)
    if (outcome.type === 'failure') {
      if (outcome.status !== undefined) span.setAttribute(names.statusCode, outcome.status)
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    span.end()
  }

  /** Ends the run's span. @param reason why it failed, in one word */
  end(attributes: Attributes, reason?: string): void {
    this.#hasEnded = true
    this.#span.setAttributes(attributes)
    if (reason !== undefined) {
      this.#span.setAttribute(names.errorType, reason)
      this.#span.setStatus({ code: SpanStatusCode.ERROR })
    }
    this.#span.end()
  }

  /** Ends what has not ended, because the balancer is no longer observed. */
  abandon(): void {
    for (const span of this.#attempts.values()) span.end()
    this.#attempts.clear()
    if (!this.#hasEnded) this.#span.end()
  }
}
