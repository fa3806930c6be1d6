import { accepted } from './accepted.ts'
import { adapter } from './readers/adapter.ts'
import { aiSdk } from './readers/ai-sdk.ts'
import { bridge } from './readers/bridge.ts'
import { differencesOf, type Reader } from './reading.ts'
import { sequences } from './sequences/index.ts'
import { recordedWires, type Wire } from './wire.ts'

/** The ways in which answers are read, by the names of their columns. */
const readers: Readonly<Record<string, Reader>> = { adapter, 'ai-sdk': aiSdk, bridge }

/** The names of the readers. */
export const readerNames: readonly string[] = Object.keys(readers)

/** What one reader made of a wire. */
export type Cell = {
  readonly reader: string
  /** Empty where it read what is expected. */
  readonly difference: string
  /** Why that difference is as it should be; undefined where it is not. */
  readonly reason: string | undefined
}

/** One wire, and what each reader made of it. */
export type Row = { readonly wire: Wire; readonly cells: readonly Cell[] }

/** Reads every recorded answer and every sequence in every way. */
export async function compareAll(): Promise<Row[]> {
  const rows: Row[] = []
  for (const wire of [...recordedWires(), ...sequences]) rows.push(await compare(wire))
  return rows
}

async function compare(wire: Wire): Promise<Row> {
  const cells: Cell[] = []
  for (const [name, read] of Object.entries(readers)) {
    const reading = await read(wire)
    const difference = differencesOf(reading, wire)
    cells.push({
      reader: name,
      difference,
      reason: difference === '' ? undefined : accepted(wire, name, difference),
    })
  }
  return { wire, cells }
}
