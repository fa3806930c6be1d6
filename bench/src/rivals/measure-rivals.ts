import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { versionOf } from '../version-of.ts'
import type { Rival } from './rival.ts'
import { sidesOver } from './sides.ts'
import { instantFetch } from './transport.ts'

/** CPU µs of a side and, in the same run, of the bare one. */
export type Cost = { readonly own: number; readonly bare: number }

/** What one side of the comparison costs; nothing for what it does not do. */
export interface RivalRow {
  readonly name: string
  readonly call?: Cost | undefined
  readonly stream?: Cost | undefined
}

const script = join(import.meta.dirname, 'measure-one.ts')

/** Every side, the bare one first, over a `fetch` that answers at once. */
export async function measureRivals(): Promise<RivalRow[]> {
  const sides = sidesOver(instantFetch())
  const rows = sides.map((side, index) => {
    const printed = execFileSync(process.execPath, [script, String(index)], { encoding: 'utf8' })
    return { name: labelOf(side), ...(JSON.parse(printed) as Omit<RivalRow, 'name'>) }
  })
  for (const { close } of sides) await close?.()
  return rows
}

function labelOf({ name, packages }: Rival): string {
  const versions = packages.map((one) => `${one === name ? '' : `${one} `}${versionOf(one)}`)
  return versions.length === 0 ? name : `${name} (${versions.join(', ')})`
}
