/** The one door to the server: JSON calls under /control and the stream of changes. */

const SLOW_MS = 20_000;

const UPLOAD_MS = 120_000;

/** Sends one call. Resolves to the server's JSON; a failure to reach it becomes {ok: false, error}. */
export function call(method, path, body) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  return fetched(path, { method, headers, body: sent }, path.startsWith("host/") ? 180_000 : SLOW_MS);
}

/** Sends a file as it is; `about` is {as, channel, thread_ts, name, text}. */
export function upload(about, file) {
  const found = Object.entries(about).filter(([, value]) => value !== undefined && value !== null);
  return fetched(`upload?${new URLSearchParams(found)}`, { method: "POST", body: file }, UPLOAD_MS);
}

/** Uploads a file for a form; `about` is {as, name}. Resolves to {id}. */
export const offer = (about, file) => fetched(`offer?${new URLSearchParams(about)}`, { method: "POST", body: file }, UPLOAD_MS);

async function fetched(path, request, limit) {
  try {
    return await read(await fetch(`/control/${path}`, { ...request, signal: AbortSignal.timeout(limit) }));
  } catch (problem) {
    const late = problem.name === "TimeoutError";
    return { ok: false, offline: !late, error: late ? "The app did not answer in time." : "The sandbox server cannot be reached." };
  }
}

async function read(response) {
  const text = await response.text();
  let data;
  try { data = JSON.parse(text); } catch { data = null; }
  if (data && typeof data === "object") {
    if (!response.ok && data.ok === undefined) data.ok = false;
    return data;
  }
  return { ok: false, error: `The sandbox answered ${response.status} without a readable body.` };
}

export const get = (path, query = {}) => {
  const found = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(found).toString();
  return call("GET", search ? `${path}?${search}` : path);
};

export const post = (path, body) => call("POST", path, body);

/** Calls `changed` at every change and `linked(true|false)` as the stream comes and goes; reconnects by itself. */
export function listen(changed, linked) {
  let wait = 500;
  const open = () => {
    const stream = new EventSource("/control/stream");
    stream.onopen = () => { wait = 500; linked(true); changed(); };
    stream.onmessage = () => changed();
    stream.onerror = () => {
      stream.close();
      linked(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
}
