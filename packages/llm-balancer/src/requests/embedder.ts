import { ProviderError } from '@llm-balancer/core'
import type { Balancer, Clock, RunOptions, TargetView } from '@llm-balancer/core'
import type { EmbeddingModel, EmbedRequest, EmbedResponse } from '@llm-balancer/provider'
import type { ProviderEntry } from '../config/provider-entry.ts'
import type { ProviderRegistry } from '../config/provider-registry.ts'
import {
  checkEmbed,
  type LLMEmbedCall,
  type LLMEmbedOptions,
  type LLMEmbedRequest,
  type LLMEmbedResponse,
} from './embed-request.ts'

/** What an {@link Embedder} works on. */
export type EmbedderParts = {
  readonly balancer: Balancer<ProviderEntry>
  readonly registry: ProviderRegistry
  readonly clock: Clock
  /** Total time of one `embed` in ms, where the call does not say. */
  readonly deadlineMs: number
}

/** So many calls of one `embed` run at a time. */
const callsAtOnce = 4

/** One call's share of an `embed`. */
type Share = { readonly answer: EmbedResponse; readonly call: LLMEmbedCall }

/**
 * Turns texts into vectors at the providers that make comparable ones. What is too much for one call becomes several,
 * balanced each for itself; when one of them fails for good the others are given up.
 */
export class Embedder {
  readonly #parts: EmbedderParts

  constructor(parts: EmbedderParts) {
    this.#parts = parts
  }

  async embed(request: LLMEmbedRequest, options: LLMEmbedOptions = {}): Promise<LLMEmbedResponse> {
    checkEmbed(request, options)
    const { space: wanted, values, ...settings } = request
    const members = this.#membersOf(wanted)
    const size = Math.min(...[...members.values()].map(({ maxEmbeddingsPerCall }) => maxEmbeddingsPerCall))
    const batches: EmbedRequest[] = []
    for (let start = 0; start < values.length; start += size) {
      batches.push({ ...settings, values: values.slice(start, start + size) })
    }
    const { only } = options
    const shares = await this.#callAll(batches, {
      ...options,
      only: (target) => members.has(target.id) && isChosen(target, only),
    })
    return joined(shares)
  }

  /** The models that make the wanted vectors, by the name of their entry. @throws RangeError, TypeError */
  #membersOf(wanted: string | undefined): Map<string, EmbeddingModel> {
    const { balancer, registry } = this.#parts
    const entries = balancer.targets().flatMap(({ id }) => registry.get(id) ?? [])
    const spaces = [...new Set(entries.flatMap(({ embeddingSpace }) => embeddingSpace ?? []))]
    const known = spaces.map((name) => `"${name}"`).join(', ')
    if (spaces.length === 0) throw new TypeError('embed: no provider has an "embeddingModel"')
    if (wanted === undefined && spaces.length > 1) {
      throw new TypeError(`embed: say which vectors with "space", because they cannot be compared: ${known}`)
    }
    const space = wanted ?? spaces[0]
    const members = new Map<string, EmbeddingModel>()
    for (const { name, embedding, embeddingSpace } of entries) {
      if (embedding !== undefined && embeddingSpace === space) members.set(name, embedding)
    }
    if (members.size > 0) return members
    throw new RangeError(`embed: no provider has this "space"; there are ${known}`)
  }

  async #callAll(batches: readonly EmbedRequest[], options: RunOptions): Promise<Share[]> {
    const { clock } = this.#parts
    const { deadlineMs = this.#parts.deadlineMs, signal } = options
    const endsAt = clock.now() + deadlineMs
    const giveUp = new AbortController()
    const ending = AbortSignal.any([giveUp.signal, ...(signal === undefined ? [] : [signal])])
    const shares: Share[] = []
    const waiting = batches.entries()
    const work = async (): Promise<void> => {
      for (const [index, batch] of waiting) {
        const remaining = Math.max(1, endsAt - clock.now())
        shares[index] = await this.#call(batch, { ...options, deadlineMs: remaining, signal: ending })
      }
    }
    try {
      await Promise.all(Array.from({ length: Math.min(callsAtOnce, batches.length) }, work))
    } finally {
      giveUp.abort()
    }
    return shares
  }

  async #call(request: EmbedRequest, options: RunOptions): Promise<Share> {
    const { value, target, attempts } = await this.#parts.balancer.runWithTrail(
      ({ name, embedding }, attempt) => {
        if (embedding === undefined) throw noEmbeddings(name)
        return embedding.embed(request, {
          signal: attempt.signal,
          report: (facts) => {
            attempt.report(facts)
          },
        })
      },
      options,
    )
    const { response, providerMetadata } = value
    return {
      answer: value,
      call: {
        provider: target.id,
        values: request.values.length,
        attempts,
        response,
        ...(providerMetadata === undefined ? {} : { providerMetadata }),
      },
    }
  }
}

/** A provider that came under a known name while the call was running. */
function noEmbeddings(provider: string): ProviderError {
  return new ProviderError({ kind: 'model-not-found', provider, message: 'makes no embeddings' })
}

function joined(shares: readonly Share[]): LLMEmbedResponse {
  const counts = shares.flatMap(({ answer }) => answer.usage?.tokens ?? [])
  const isCounted = counts.length === shares.length
  return {
    embeddings: shares.flatMap(({ answer }) => answer.embeddings),
    ...(isCounted ? { usage: { tokens: counts.reduce((total, count) => total + count, 0) } } : {}),
    warnings: shares.flatMap(({ answer }) => answer.warnings),
    calls: shares.map(({ call }) => call),
  }
}

/** What the core does for words, said as a function. */
function isChosen(target: TargetView, only: RunOptions['only']): boolean {
  if (only === undefined) return true
  if (typeof only === 'function') return only(target)
  return [only].flat().some((word) => word === target.id || target.tags.includes(word))
}
