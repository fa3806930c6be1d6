import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Job, JobResult } from './job.ts'

/** Most objects of a simulation die young: with room for them, little is copied. */
const youngGenerationMb = 64

/** Runs jobs on several threads, each of which takes the next one when it is done; gives the results in the order of the jobs. */
export async function runJobs(
  jobs: readonly Job[],
  { threads, onDone }: { readonly threads: number; readonly onDone?: (done: number) => void },
): Promise<readonly JobResult[]> {
  const results: JobResult[] = []
  let [next, done] = [0, 0]
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('job-thread.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    try {
      for (let place = next++; place < jobs.length; place = next++) {
        results[place] = await answerOf(worker, jobs[place])
        done += 1
        onDone?.(done)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work))
  return results
}

/** @rejects what the thread died of */
async function answerOf(worker: Worker, job: Job | undefined): Promise<JobResult> {
  const settled = new AbortController()
  const { signal } = settled
  worker.postMessage(job)
  try {
    const died = once(worker, 'exit', { signal }).then(([code]: unknown[]) => {
      throw new Error(`a thread of the simulations has ended with ${String(code)}`)
    })
    // Rejects with the thread's own error, if it has one.
    const message: unknown[] = await Promise.race([once(worker, 'message', { signal }), died])
    return message[0] as JobResult
  } finally {
    settled.abort()
  }
}
