import type { RivalRow } from '../rivals/measure-rivals.ts'
import type { Figure } from './figure.ts'

const mostCall = 2.6

/** What a whole call of this library costs beside the bare one. */
export function rivalFigures(rows: readonly RivalRow[]): Figure[] {
  const own = rows.find(({ name }) => name.includes('llm-balancer** `request`'))?.call
  if (own === undefined) throw new Error('the own call was not measured')
  return [
    {
      section: 'Runs',
      what: '`request` of the umbrella over three providers : bare `fetch` and `JSON.parse`',
      result: own.own / own.bare,
      goal: mostCall,
      unit: '×',
    },
  ]
}
