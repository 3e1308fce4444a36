module dev.sluicegate/bench

go 1.26
