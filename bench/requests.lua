-- Sends the plan's requests; a save carries version and operation key over from its last answer.
local threads = {}
local next_id = 1

function setup(thread)
  thread:set("id", next_id)
  next_id = next_id + 1
  table.insert(threads, thread)
end

function init(args)
  plan = {}
  for line in io.lines(args[1]) do
    local method, path, cookie, form = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)")
    table.insert(plan, { method = method, path = path, cookie = cookie, form = form })
  end
  turn = id
  sent = 0
  failed = 0
  saving = plan[1].method == "POST"
  mine = plan[(id - 1) % #plan + 1]
  if not saving then response = nil end
end

function request()
  local it = mine
  if not saving then
    turn = turn % #plan + 1
    it = plan[turn]
  end
  sent = sent + 1
  local headers = { ["Accept-Encoding"] = "identity" }
  if it.cookie ~= "" then headers["Cookie"] = it.cookie end
  if it.method == "POST" then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["X-Requested-With"] = "autosave"
    return wrk.format("POST", it.path, headers, it.form .. "+" .. sent)
  end
  return wrk.format("GET", it.path, headers)
end

function response(status, headers, body)
  if status ~= 200 then
    failed = failed + 1
    return
  end
  local version = body:match('"version": ?"?(%d+)')
  local key = body:match('"operation": ?"([^"]+)"')
  if version and key then
    mine.form = mine.form:gsub("version=%d*", "version=" .. version)
    mine.form = mine.form:gsub("operation=[^&]*", "operation=" .. key)
  end
end

function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write
            + summary.errors.status + summary.errors.timeout
  for _, thread in ipairs(threads) do
    bad = bad + (thread:get("failed") or 0)
  end
  print(string.format("requests=%d errors=%d seconds=%.3f", summary.requests, bad, summary.duration / 1e6))
end
