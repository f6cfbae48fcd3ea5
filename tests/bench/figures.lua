-- For wrk: the figures of a run on one line, after its own report. With
-- BENCH_CALLERS=FILE its lines take turns as callers: a line is a caller's
-- header fields, parted by tabs, behind a path if it is another, and before the JSON
-- that is posted if it is.
local callers = os.getenv("BENCH_CALLERS")
local requests = {}
local turn = 0

local function ask(line)
	local headers = {}
	local method, path, body = "GET", nil, nil
	for field in line:gmatch("[^\t]+") do
		if field:sub(1, 1) == "/" then
			path = field
		elseif field:sub(1, 1) == "{" then
			method, body = "POST", field
			headers["Content-Type"] = "application/json"
		else
			local name, value = field:match("^([^:]+): (.*)$")
			headers[name] = value
		end
	end
	return wrk.format(method, path, headers, body)
end

if callers then
	function init()
		for line in io.lines(callers) do
			requests[#requests + 1] = ask(line)
		end
	end

	function request()
		turn = turn % #requests + 1
		return requests[turn]
	end
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("figures %.1f %.3f %.3f %d\n",
		summary.requests / summary.duration * 1e6,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
		errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
