package journeys

import (
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/workday"
)

// Nobody acts. The clock hands the case up, takes note of the assignment, and ends a rating that never comes, each at
// its time and not before; everything it does is told.
func TestClockActsWhereNobodyDoes(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "deputy/zeng-xiulan") // on Tuesday

	j.until(13, 23, 59).state(number, casework.Filed, casework.DeputyDesk)
	j.until(14, 0, 1).state(number, casework.Filed, casework.StationDesk)
	her.goes("/zhengding/cases/" + number)
	her.reads("系统（到时自动）", "新城铺镇代表之家")
	j.until(18, 23, 59).state(number, casework.Filed, casework.StationDesk) // Monday to Wednesday
	j.until(19, 0, 1).state(number, casework.Filed, casework.CountyDesk)

	officer := j.at("officer")
	officer.goes("/desk/?queue=waiting")
	officer.Press(`main a[href*="` + number + `"]`)
	officer.acts("accept", number)
	officer.acts("assign", number, pick("lead", "jiaotongju"), choose("class", "inquiry"))
	j.until(23, 23, 59).state(number, casework.Assigned, casework.DepartmentDesk) // Friday and Monday
	j.until(24, 0, 1).state(number, casework.Handling, casework.DepartmentDesk)
	j.at("roads").goes("/desk/?queue=overdue")
	j.at("roads").reads("村东头的路一下雨就积水")
	j.at("roads").acts("report", number, write("result", "路沟已经清开，铺了 80 米碎石。"))
	officer.acts("answer", number)
	j.until(39, 23, 59).state(number, casework.Answered, casework.CountyDesk) // the 15th day after the answer is the 8th of April
	j.until(40, 0, 1).state(number, casework.Closed, casework.NoDesk)
	her.goes("/zhengding/cases/" + number)
	her.reads("未评价", "不算满意")
	her.sameLength("/zhengding/cases/"+number, number)
}

// until moves the clock to a moment of March and on, and lets happen what is due.
func (j *journey) until(day, hour, minute int) *journey {
	j.t.Helper()
	j.Clock.StopAt(time.Date(2026, 3, day, hour, minute, 0, 0, workday.Shanghai()))
	j.Settle()
	return j
}
