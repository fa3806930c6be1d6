import type { FailureKind, Outcome } from '@llm-balancer/core'
import { defined, hasMethods, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { Attributes, Meter, Tracer } from '@opentelemetry/api'
import type { ObservedBalancer, ObserveOptions, Observer } from '../contracts/observed-balancer.ts'
import { readObserveOptions } from '../observe/read-observe-options.ts'
import { subscribe, type Handlers } from '../observe/subscribe.ts'
import { failureReason } from '../record/failure-reason.ts'
import { names, usualOperation } from './attributes.ts'
import { Instruments } from './instruments.ts'
import { RunSpans } from './run-spans.ts'
import { TargetFacts } from './target-facts.ts'

/** Where spans and metrics go: at least one of the two. */
export interface OpenTelemetryOptions {
  /** Makes a span for each run, and below it one for each attempt. @default none */
  readonly tracer?: Tracer
  /** Makes the GenAI metrics of clients, and the duration of runs. @default none */
  readonly meter?: Meter
}

const table: OptionTable<OpenTelemetryOptions> = {
  tracer: [hasMethods('startSpan')],
  meter: [hasMethods('createHistogram', 'createCounter')],
}

/**
 * Reports runs and attempts to OpenTelemetry, in the words of its GenAI semantic conventions (version 0.1.0): a span
 * `llm_balancer.run` below the active one, and for each attempt a client span such as `chat gpt-5`, with its tokens. Never a prompt,
 * an answer, a key, or the message of an error.
 *
 * @example
 * openTelemetry({ tracer: trace.getTracer('shop'), meter: metrics.getMeter('shop') }).observe(llm)
 * @throws TypeError that names the option
 */
export function openTelemetry(options: OpenTelemetryOptions): Observer {
  const { tracer, meter } = readOptions('openTelemetry', options, table)
  if (tracer === undefined && meter === undefined)
    throw new TypeError('openTelemetry: give a "tracer", a "meter", or both')
  const instruments = meter === undefined ? undefined : new Instruments(meter)
  return {
    observe(balancer, observeOptions) {
      const observed = new ObservedRuns(balancer, observeOptions, { tracer, instruments })
      const end = subscribe(balancer, observed.handlers())
      return () => {
        end()
        observed.abandon()
      }
    },
  }
}

/** What is known of a run while it lasts. */
interface ObservedRun {
  readonly operation: string
  readonly isStream: boolean
  readonly spans: RunSpans | undefined
  lastKind?: FailureKind
}

/** What identifies an attempt. */
interface AttemptOfRun {
  readonly runId: number
  readonly targetId: string
  readonly attempt: number
  readonly hedge?: true
}

class ObservedRuns {
  readonly #tracer: Tracer | undefined
  readonly #instruments: Instruments | undefined
  readonly #targets: TargetFacts
  readonly #name: string
  readonly #runs = new Map<number, ObservedRun>()

  constructor(
    balancer: ObservedBalancer,
    options: ObserveOptions | undefined,
    {
      tracer,
      instruments,
    }: { readonly tracer: Tracer | undefined; readonly instruments: Instruments | undefined },
  ) {
    this.#name = readObserveOptions(balancer, options).name
    this.#tracer = tracer
    this.#instruments = instruments
    this.#targets = new TargetFacts(balancer)
  }

  handlers(): Handlers {
    const changed = (): void => {
      this.#targets.forget()
    }
    const ended = (event: AttemptOfRun & { readonly outcome: Outcome }): void => {
      this.#attemptEnded(event)
    }
    return {
      'run-started': ({ runId, streaming, tenant, operation = usualOperation }) => {
        const attributes = defined({
          [names.balancer]: this.#name,
          [names.run]: runId,
          [names.tenant]: tenant,
        })
        const spans = this.#tracer === undefined ? undefined : new RunSpans(this.#tracer, attributes)
        this.#runs.set(runId, { operation, isStream: streaming, spans })
      },
      'run-waited': ({ runId, cause }) => this.#runs.get(runId)?.spans?.note('wait', { cause }),
      'attempt-started': (event) => {
        this.#attemptStarted(event)
      },
      'stream-committed': (event) => {
        this.#committed(event)
      },
      'attempt-succeeded': ended,
      'attempt-failed': ended,
      'attempt-neutral': ended,
      'stream-restarted': ({ runId, kind }) => this.#runs.get(runId)?.spans?.note('restart', { kind }),
      'stream-resumed': ({ runId, kind }) => this.#runs.get(runId)?.spans?.note('resumption', { kind }),
      'run-succeeded': ({ runId, targetId, ...end }) => {
        this.#runEnded(runId, { ...end, result: 'succeeded', more: { [names.target]: targetId } })
      },
      'run-failed': ({ runId, error, ...end }) => {
        const reason = failureReason(error, this.#runs.get(runId)?.lastKind)
        this.#runEnded(runId, { ...end, result: 'failed', reason })
      },
      'run-cancelled': ({ runId, ...end }) => {
        this.#runEnded(runId, { ...end, result: 'cancelled' })
      },
      'target-added': changed,
      'target-updated': changed,
    }
  }

  /** Ends the spans that have not ended. */
  abandon(): void {
    for (const { spans } of this.#runs.values()) spans?.abandon()
    this.#runs.clear()
  }

  #attemptStarted({ runId, targetId, attempt, hedge }: AttemptOfRun): void {
    const run = this.#runs.get(runId)
    if (run?.spans === undefined) return
    const { operation, isStream, spans } = run
    spans.beginAttempt(attempt, this.#targets.spanName(targetId, operation), {
      ...this.#targets.attributes(targetId, operation),
      [names.attempt]: attempt,
      ...(isStream ? { [names.stream]: true } : {}),
      ...(hedge === undefined ? {} : { [names.hedge]: hedge }),
    })
  }

  #committed({
    runId,
    targetId,
    attempt,
    firstContentMs,
  }: AttemptOfRun & { readonly firstContentMs: number }): void {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    run.spans?.commit(attempt, { [names.firstChunk]: firstContentMs / 1000 })
    this.#instruments?.committed(firstContentMs, this.#targets.attributes(targetId, run.operation))
  }

  #attemptEnded({ runId, targetId, attempt, outcome }: AttemptOfRun & { readonly outcome: Outcome }): void {
    const run = this.#runs.get(runId)
    const operation = run?.operation ?? usualOperation
    this.#instruments?.attemptEnded(outcome, this.#targets.attributes(targetId, operation))
    if (run === undefined) return
    if (outcome.type !== 'success' && outcome.kind !== undefined) run.lastKind = outcome.kind
    run.spans?.endAttempt(attempt, outcome)
    if (run.spans?.isOver === true) this.#runs.delete(runId)
  }

  #runEnded(
    runId: number,
    end: {
      readonly result: 'succeeded' | 'failed' | 'cancelled'
      readonly durationMs: number
      readonly attempts: number
      readonly reason?: string
      readonly more?: Attributes
    },
  ): void {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    const { result, durationMs, attempts, reason, more = {} } = end
    this.#instruments?.runEnded(durationMs, { [names.balancer]: this.#name, [names.result]: result })
    run.spans?.end({ [names.result]: result, [names.attempts]: attempts, ...more }, reason)
    // An attempt that another one has beaten may end after its run.
    if (run.spans?.isOver !== false) this.#runs.delete(runId)
  }
}
