import { parentPort } from 'node:worker_threads'
import { runJob, type Job } from './job.ts'

// A thread of `runJobs`: answers each job with its result, until the other side closes.
parentPort?.on('message', (job: Job) => {
  void runJob(job).then((result) => parentPort?.postMessage(result))
})
