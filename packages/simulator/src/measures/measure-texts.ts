import type { MeasureName } from './measure.ts'

/** What a measure is called, and how its values are written. */
interface MeasureText {
  readonly label: string
  readonly write: (value: number) => string
}

const percent = (value: number): string => `${Number((value * 100).toFixed(1))} %`
const seconds = (value: number): string => `${Number(value.toFixed(2))} s`
const number = (value: number): string => String(Number(value.toFixed(2)))

/** The measures in words. */
export const measureTexts: Readonly<Record<MeasureName, MeasureText>> = {
  served: { label: 'served', write: percent },
  servedDuring: { label: 'served during the incident', write: percent },
  servedFirstAfter: { label: 'served in the first 10 s after', write: percent },
  servedLater: { label: 'served later', write: percent },
  goodput: { label: 'served per second during', write: number },
  recoverySeconds: { label: 'recovered after', write: seconds },
  load: { label: 'calls of targets per run during', write: number },
  callsDuring: { label: 'calls of targets during', write: number },
  callsPer16Ms: { label: 'calls of one target in 16 ms', write: number },
  inFlight: { label: 'calls at one target at once', write: number },
  inFlightAtReturn: { label: 'the same in its first second back', write: number },
}
