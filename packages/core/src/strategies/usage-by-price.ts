import type { TokenPrice } from '../contracts/usage.ts'
import { UsualUsage } from '../prices/usual-usage.ts'

/** Prices change now and then; so many are remembered. */
const mostPrices = 1000

/** What calls used so far: of all targets together, and of those with the same prices, which mostly serve the same model. */
export class UsageByPrice {
  readonly all: UsualUsage = new UsualUsage()
  readonly #byText = new Map<string, UsualUsage>()
  /** The prices of a target are one object for as long as they do not change. */
  readonly #byPrice = new WeakMap<TokenPrice, UsualUsage>()

  /** The same object for the same prices. */
  of(price: TokenPrice = noPrice): UsualUsage {
    const known = this.#byPrice.get(price)
    if (known !== undefined) return known
    const text = textOf(price)
    const usage = this.#byText.get(text) ?? new UsualUsage()
    if (this.#byText.size >= mostPrices) this.#byText.clear()
    this.#byText.set(text, usage)
    this.#byPrice.set(price, usage)
    return usage
  }
}

const noPrice: TokenPrice = {}

function textOf({ longInput, ...rates }: TokenPrice): string {
  return JSON.stringify([Object.entries(rates).toSorted(), Object.entries(longInput ?? {}).toSorted()])
}
