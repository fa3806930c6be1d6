import { expect, it } from 'vitest'
import type { MeasureName } from './measure.ts'
import { measureTexts } from './measure-texts.ts'

it.each<[name: MeasureName, value: number, text: string]>([
  ['served', 0.98765, 'served: 98.8 %'],
  ['servedDuring', 0.5, 'served during the incident: 50 %'],
  ['servedFirstAfter', 1, 'served in the first 10 s after: 100 %'],
  ['servedLater', 0, 'served later: 0 %'],
  ['goodput', 12.345, 'served per second during: 12.35'],
  ['recoverySeconds', 1.954, 'recovered after: 1.95 s'],
  ['load', 1.5, 'calls of targets per run during: 1.5'],
  ['callsDuring', 300, 'calls of targets during: 300'],
  ['callsPer16Ms', 3, 'calls of one target in 16 ms: 3'],
  ['inFlight', 40, 'calls at one target at once: 40'],
  ['inFlightAtReturn', 2, 'the same in its first second back: 2'],
])('writes the measure %s of %d', (name, value, text) => {
  const { label, write } = measureTexts[name]
  expect(`${label}: ${write(value)}`).toBe(text)
})
