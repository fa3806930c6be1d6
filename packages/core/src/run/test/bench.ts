import { createFakeClock, type FakeClock } from '../../testing/fake-clock.ts'
import type { Place, Waiting } from '../place.ts'
import { WaitingQueue } from '../waiting-queue.ts'

/** How a run of a {@link Bench} waits. */
export interface WaitingSettings extends Partial<Waiting> {
  /** Whether it finds a room when it is woken. @default when there is one */
  readonly finds?: () => boolean
  /** When it is woken again after it was woken in vain. @default Infinity */
  readonly wakeAt?: () => number
}

/** A queue in front of so many free rooms; `served` names who took one, `late` who gave up, in order. */
export class Bench {
  readonly clock: FakeClock
  readonly served: string[] = []
  readonly late: string[] = []
  readonly woken: string[] = []
  room: number = 0
  nextChangeAt: number = Infinity
  refresh: () => void = () => {}
  readonly queue: WaitingQueue
  readonly places: Map<string, Place> = new Map<string, Place>()

  constructor(clock: FakeClock = createFakeClock(1000)) {
    this.clock = clock
    this.queue = new WaitingQueue({
      clock: this.clock,
      refresh: () => {
        this.refresh()
      },
      nextChangeAt: () => this.nextChangeAt,
    })
  }

  /** Lets a run wait; it finds room unless `finds` says otherwise. */
  wait(name: string, more: WaitingSettings = {}): Promise<void> {
    const { finds = () => this.room > 0, wakeAt = () => Infinity, ...waiting } = more
    const place = this.queue.join({
      priority: 0,
      lane: () => '',
      isLaneOpen: () => true,
      notBefore: this.clock.now(),
      giveUpAt: this.clock.now() + 5000,
      isReady: () => true,
      canBeServed: () => this.room > 0,
      mayYetBeServed: () => true,
      close: () => undefined,
      ...waiting,
    })
    this.places.set(name, place)
    return this.#run(name, place, { finds, wakeAt })
  }

  async #run(
    name: string,
    place: Place,
    { finds, wakeAt }: { finds: () => boolean; wakeAt: () => number },
  ): Promise<void> {
    let isServed = false
    try {
      for (;;) {
        const turn = await place.turn()
        this.woken.push(name)
        if (turn === 'late') {
          this.late.push(name)
          return
        }
        if (finds()) {
          this.room -= 1
          this.served.push(name)
          isServed = true
          return
        }
        this.queue.returned(place, wakeAt())
      }
    } finally {
      this.queue.leave(place, isServed)
    }
  }

  /** So many more rooms. */
  async free(count: number): Promise<void> {
    this.room += count
    this.queue.wake()
    await this.clock.settle()
  }
}
