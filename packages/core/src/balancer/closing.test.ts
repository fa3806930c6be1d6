import { expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'

it('a closed balancer is no longer held by the guards of its targets', async () => {
  const heard = new Set<() => void>()
  const guard = {
    name: 'shared',
    availableAt: () => 0,
    acquire: () => ({ release: () => {} }),
    onChange(listener: () => void) {
      heard.add(listener)
      return () => heard.delete(listener)
    },
  }
  const targets = ['a', 'b'].map((id) => ({ id, client: id, guards: [guard] }))
  const balancer = createBalancer({ clock: createFakeClock(), targets })
  expect(heard.size).toBe(2)
  await balancer.close()
  expect(heard.size).toBe(0)
  await balancer.close()
})
