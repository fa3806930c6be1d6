import type { Balancer } from '@llm-balancer/core'
import type { BridgeTarget } from './bridge-target.ts'
import type { Format } from './outer-paths.ts'

const none: readonly string[] = []

/**
 * Remembers which targets have another format than the requests: they are asked once and then left out. A target whose client or
 * settings change is asked anew.
 */
export class Misfits {
  static readonly #all = new WeakMap<Balancer<BridgeTarget>, Misfits>()
  readonly #ids = new Map<Format, readonly string[]>()

  /** Those of a balancer, which all of its bridges share. */
  static among(balancer: Balancer<BridgeTarget>): Misfits {
    const known = Misfits.#all.get(balancer)
    if (known !== undefined) return known
    const misfits = new Misfits()
    misfits.#follow(balancer)
    Misfits.#all.set(balancer, misfits)
    return misfits
  }

  /** Forgets a target when it comes, changes or goes. */
  #follow(balancer: Balancer<BridgeTarget>): void {
    const forget = ({ targetId }: { readonly targetId: string }): void => {
      for (const [format, ids] of this.#ids)
        if (ids.includes(targetId))
          this.#ids.set(
            format,
            ids.filter((id) => id !== targetId),
          )
    }
    balancer.on('target-added', forget)
    balancer.on('target-updated', forget)
    balancer.on('target-removed', forget)
  }

  /** The targets that requests of a format are not sent to. */
  of(format: Format): readonly string[] {
    return this.#ids.get(format) ?? none
  }

  /** Remembers a target. */
  add(format: Format, targetId: string): void {
    const known = this.of(format)
    if (!known.includes(targetId)) this.#ids.set(format, [...known, targetId])
  }
}
