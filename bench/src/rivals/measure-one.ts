/** Prints what one side of the comparison costs, beside the bare one: in a process of its own, because libraries change what others cost. */
import { inTurn } from '../in-turn.ts'
import { print } from '../print.ts'
import { sidesOver } from './sides.ts'
import { instantFetch } from './transport.ts'

/** More than usual: the costs are compared with those of other processes, and a machine that others use is slow for seconds. */
const rounds = 40

const fetch = instantFetch()
globalThis.fetch = fetch as typeof globalThis.fetch
const [bare, ...others] = sidesOver(fetch)
const side = others[Number(process.argv[2]) - 1] ?? bare

/** Own and bare CPU µs; nothing for what the side does not do. */
const costOf = async (
  way: 'call' | 'stream',
): Promise<{ readonly own: number; readonly bare: number } | undefined> => {
  const [own, base] = [side[way], bare[way]]
  if (own === undefined || base === undefined) return undefined
  // All read the same text; the bare stream only counts objects.
  const answers = new Set([await own(), way === 'call' ? await base() : await own()])
  if (answers.size !== 1 || answers.has('')) throw new Error(`${side.name} does not read the answer`)
  const [baseCost = NaN, ownCost = NaN] = await inTurn([base, own], rounds)
  return { own: ownCost, bare: baseCost }
}

const [call, stream] = [await costOf('call'), await costOf('stream')]
print(JSON.stringify({ call, stream }))
for (const { close } of [bare, ...others]) await close?.()
// Some leave a timer of half a minute behind for each call.
process.exit()
