import { seededRandom, type Random } from '@llm-balancer/core'

/** Draws of a generator, each in words. */
export class Draws {
  readonly #random: Random

  constructor(seed: number) {
    // Two seeds in a row begin far apart.
    this.#random = seededRandom(seed * 7919 + 13)
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.#random()
  }

  /** Evenly on a logarithmic scale: as often from 1 to 10 as from 10 to 100. */
  scale(least: number, most: number): number {
    return least * Math.pow(most / least, this.#random())
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1))
  }

  happens(ratio: number): boolean {
    return this.#random() < ratio
  }

  oneOf<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.#random() * items.length)] ?? items[0]
  }
}

/** Three significant digits: what is drawn is read by people. */
export function round(value: number): number {
  return Number(value.toPrecision(3))
}
