import { expect, it } from 'vitest'
import { fakeTarget } from '../testing/fake-target.ts'
import { inFlight } from './in-flight.ts'

it('counts running attempts per unit of weight', () => {
  const meter = inFlight()
  expect(meter.load(fakeTarget({ id: 'idle' }), 0)).toBe(0)
  expect(meter.load(fakeTarget({ id: 'busy', inFlight: 3 }), 0)).toBe(3)
  expect(meter.load(fakeTarget({ id: 'strong', inFlight: 3, weight: 6 }), 0)).toBe(0.5)
})
