import type { Attempt, TargetView } from '@llm-balancer/core'
import { digestOf } from './digest-of.ts'

/** Something that a vendor has issued and wants back: an id of an item, encrypted reasoning, a signature. */
export type Mark = {
  readonly text: string
  /** Where it is good: in the account that issued it, or in all accounts of the vendor, as far as is known. */
  readonly reach: 'account' | 'vendor'
}

/** What an attempt says of its target and of the run so far. */
export type AttemptSoFar = Pick<Attempt, 'target' | 'failed'>

/** A target, and the pool that stands for its account. */
type Issuer = Pick<TargetView, 'id' | 'pool'>

/** So many issuers of one conversation are preferred, the latest first. */
const mostPreferred = 4

/** Most calls send nothing back: nothing is made for them. */
const none: readonly never[] = []

/** So many pairs of targets are remembered of which one cannot use what the other has issued. */
const mostPairs = 1000

/** Of longer marks only the ends and the length are read: what vendors issue is random in both. */
const longestRead = 512

/**
 * Remembers which target has issued what, of the latest marks: by digests, never by the texts themselves. A pool stands for one account;
 * a target without one is an account of its own.
 */
export class IssuerMemory {
  readonly #issuers = new Map<number, Issuer>()
  readonly #apart = new Set<string>()
  readonly #most: number

  /** @param most how many marks are remembered */
  constructor(most: number = 20_000) {
    this.#most = most
  }

  /** A target has issued marks, or has taken them back without a refusal. */
  remember(marks: readonly string[], { id, pool }: TargetView): void {
    if (marks.length === 0) return
    const issuer: Issuer = pool === undefined ? { id } : { id, pool }
    for (const text of marks) {
      const digest = digestOf(endsOf(text))
      this.#issuers.delete(digest)
      this.#issuers.set(digest, issuer)
    }
    for (const digest of this.#issuers.keys()) {
      if (this.#issuers.size <= this.#most) break
      this.#issuers.delete(digest)
    }
  }

  /** The targets, by id and then by pool, that have issued marks of a conversation: the issuer of the latest ones first. */
  issuersOf(texts: readonly string[]): readonly string[] {
    if (texts.length === 0) return none
    const issuers = new Map<string, Issuer>()
    for (let place = texts.length - 1; place >= 0 && issuers.size < mostPreferred; place -= 1) {
      const issuer = this.#issuers.get(digestOf(endsOf(texts[place] ?? '')))
      if (issuer !== undefined && !issuers.has(issuer.id)) issuers.set(issuer.id, issuer)
    }
    return [...new Set([...issuers.values()].flatMap(({ id, pool = id }) => [id, pool]))]
  }

  /** True when it is not known who has issued a mark. */
  isUnknown(text: string): boolean {
    return !this.#issuers.has(digestOf(endsOf(text)))
  }

  /**
   * True when the target of an attempt may be sent a mark: its own account's, one that is good at the whole vendor, or an unknown one. Once
   * a target of the run has refused what it was sent, only what the account itself has issued; once it has refused that, nothing.
   */
  mayUse({ text, reach }: Mark, { target, failed }: AttemptSoFar): boolean {
    const issuer = this.#issuers.get(digestOf(endsOf(text)))
    const refusers = failed.filter(({ kind }) => kind === 'foreign-state')
    if (issuer === undefined) return refusers.length === 0
    if (accountOf(issuer) === accountOf(target))
      return refusers.every(({ targetId }) => targetId !== target.id)
    return reach === 'vendor' && refusers.length === 0 && !this.#apart.has(pairOf(issuer, target.id))
  }

  /** Learns from the refusals of a run which targets cannot use what others have issued. */
  learnRefusals(marks: readonly Mark[], { failed }: AttemptSoFar): void {
    for (const { kind, targetId } of failed) {
      if (kind !== 'foreign-state') continue
      for (const { text } of marks) {
        const issuer = this.#issuers.get(digestOf(endsOf(text)))
        if (issuer !== undefined && issuer.id !== targetId) this.#apart.add(pairOf(issuer, targetId))
      }
    }
    for (const pair of this.#apart) {
      if (this.#apart.size <= mostPairs) break
      this.#apart.delete(pair)
    }
  }
}

function endsOf(text: string): string {
  if (text.length <= longestRead) return text
  const half = longestRead / 2
  return `${text.slice(0, half)}${text.length}${text.slice(-half)}`
}

function accountOf({ id, pool }: Issuer): string {
  return pool === undefined ? `target ${id}` : `pool ${pool}`
}

function pairOf(issuer: Issuer, targetId: string): string {
  return JSON.stringify([accountOf(issuer), targetId])
}
