import type { Outcome, TokenUsage } from '@llm-balancer/core'
import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api'
import { embeddings, names } from './attributes.ts'

/** The buckets that the conventions recommend for durations, in seconds, and for tokens. */
const durationBounds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
]
const tokenBounds = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304]
const msPerSecond = 1000
/** The conventions' word for tokens of which it is not known whether they are text, images or sound. */
const anyModality: Attributes = { [names.modality]: 'unknown' }

/** The metrics that the GenAI conventions define for clients, and one for runs. */
export class Instruments {
  readonly #runDuration: Histogram
  readonly #duration: Histogram
  readonly #firstChunk: Histogram
  readonly #inputTokens: Histogram
  readonly #outputTokens: Histogram
  readonly #embedDuration: Histogram
  readonly #embedTokens: Histogram
  readonly #usage: Readonly<Record<keyof TokenUsage, Counter>>

  constructor(meter: Meter) {
    const inference = 'gen_ai.client.inference'
    const seconds = (name: string, description: string): Histogram =>
      meter.createHistogram(name, {
        description,
        unit: 's',
        advice: { explicitBucketBoundaries: durationBounds },
      })
    const tokens = (name: string, description: string): Histogram =>
      meter.createHistogram(name, {
        description,
        unit: '{token}',
        advice: { explicitBucketBoundaries: tokenBounds },
      })
    const counter = (name: string, description: string): Counter =>
      meter.createCounter(`${inference}.usage.${name}`, { description, unit: '{token}' })
    this.#runDuration = seconds(
      'llm_balancer.run.duration',
      'Duration of runs, all attempts and waits included.',
    )
    this.#duration = seconds(`${inference}.duration`, 'Duration of calls of models, one for each attempt.')
    this.#firstChunk = seconds(`${inference}.time_to_first_chunk`, 'Time to the first content of streams.')
    this.#inputTokens = tokens(`${inference}.operation.input_tokens`, 'Input tokens of one call.')
    this.#outputTokens = tokens(`${inference}.operation.output_tokens`, 'Output tokens of one call.')
    this.#embedDuration = seconds('gen_ai.client.embeddings.duration', 'Duration of calls that make vectors.')
    this.#embedTokens = tokens(
      'gen_ai.client.embeddings.operation.input_tokens',
      'Input tokens of one such call.',
    )
    this.#usage = {
      inputTokens: counter('input_tokens', 'Input tokens used, cached ones included.'),
      outputTokens: counter('output_tokens', 'Output tokens used, reasoning included.'),
      cacheReadTokens: counter('cache_read.input_tokens', 'Input tokens read from a cache of the vendor.'),
      cacheWriteTokens: counter('cache_write.input_tokens', 'Input tokens written to a cache of the vendor.'),
      reasoningTokens: counter('reasoning.output_tokens', 'Output tokens spent on reasoning.'),
    }
  }

  runEnded(durationMs: number, attributes: Attributes): void {
    this.#runDuration.record(durationMs / msPerSecond, attributes)
  }

  committed(firstContentMs: number, attributes: Attributes): void {
    this.#firstChunk.record(firstContentMs / msPerSecond, attributes)
  }

  attemptEnded({ usage, ...outcome }: Outcome, attributes: Attributes): void {
    const kind = outcome.type === 'success' ? undefined : outcome.kind
    const durationAttributes = kind === undefined ? attributes : { ...attributes, [names.errorType]: kind }
    const seconds = outcome.durationMs / msPerSecond
    if (attributes[names.operation] === embeddings) {
      this.#embedDuration.record(seconds, durationAttributes)
      if (usage?.inputTokens !== undefined) this.#embedTokens.record(usage.inputTokens, attributes)
      return
    }
    this.#duration.record(seconds, durationAttributes)
    if (usage?.inputTokens !== undefined) this.#inputTokens.record(usage.inputTokens, attributes)
    if (usage?.outputTokens !== undefined) this.#outputTokens.record(usage.outputTokens, attributes)
    this.#count(usage, { ...attributes, ...anyModality })
  }

  /** The conventions want a call without usage to count as one of 0 tokens. */
  #count(usage: TokenUsage = {}, attributes: Attributes): void {
    const { inputTokens = 0, outputTokens = 0, ...details } = usage
    this.#usage.inputTokens.add(inputTokens, attributes)
    this.#usage.outputTokens.add(outputTokens, attributes)
    for (const [name, tokens] of Object.entries(details) as [keyof TokenUsage, number][])
      this.#usage[name].add(tokens, attributes)
  }
}
